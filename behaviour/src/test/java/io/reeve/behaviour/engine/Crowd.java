// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldBuilder;
import io.reeve.engine.DependencyEngine;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A graph of workers that write down when they were started, killed and ended, and against whom. A worker may be told
 * not to end when it is killed.
 */
final class Crowd {
    final Graph graph;
    private final DependencyEngine engine;
    private final ReentrantLock lock = new ReentrantLock();

    /** All that happened, such as "start n3" and "kill n3". Guarded by the lock. */
    private final List<String> diary = new ArrayList<>();

    private final Map<String, Member> latest = new HashMap<>();
    private final Set<String> deaf = new HashSet<>();

    /** What must never be, and was. */
    private final List<String> wrongs = new ArrayList<>();

    Crowd(DependencyEngine engine, Graph graph) {
        this.engine = engine;
        this.graph = graph;
    }

    /** One worker, with those that it was started from. */
    final class Member implements Worker {
        final String name;
        final List<Member> against;
        final CompletableFuture<Void> completion = new CompletableFuture<>();
        boolean killed;
        boolean ended;

        Member(String name, List<Member> against) {
            this.name = name;
            this.against = against;
        }

        @Override
        public void kill() {
            boolean stays;
            lock.lock();
            try {
                killed = true;
                diary.add("kill " + name);
                stays = deaf.contains(name);
            } finally {
                lock.unlock();
            }
            if (!stays) {
                end(null);
            }
        }

        void end(Throwable error) {
            lock.lock();
            try {
                if (ended) {
                    return;
                }
                ended = true;
                diary.add("end " + name);
            } finally {
                lock.unlock();
            }
            if (error == null) {
                completion.complete(null);
            } else {
                completion.completeExceptionally(error);
            }
        }

        @Override
        public CompletionStage<Void> completion() {
            return completion;
        }
    }

    void installAll(List<String> order) {
        for (String name : order) {
            engine.install(name, manifold(name));
        }
    }

    Manifold manifold(String name) {
        ManifoldBuilder<Member> manifold = Manifold.starting(inputs -> start(name, inputs));
        graph.needs(name).forEach(input -> manifold.needs(input, Member.class));
        return manifold.offers(Member.class, member -> member).build();
    }

    private Member start(String name, Inputs inputs) {
        List<Member> against = new ArrayList<>();
        graph.needs(name).forEach(input -> against.add(inputs.get(input, Member.class)));
        lock.lock();
        try {
            Member before = latest.get(name);
            if (before != null && !before.ended) {
                wrongs.add(name + " is started while its last worker runs");
            }
            Member member = new Member(name, against);
            diary.add("start " + name);
            latest.put(name, member);
            return member;
        } finally {
            lock.unlock();
        }
    }

    Member member(String name) {
        lock.lock();
        try {
            return latest.get(name);
        } finally {
            lock.unlock();
        }
    }

    void deafen(String name) {
        lock.lock();
        try {
            deaf.add(name);
        } finally {
            lock.unlock();
        }
    }

    void undeafen(String name) {
        lock.lock();
        try {
            deaf.remove(name);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what happened up to now. */
    void turnThePage() {
        lock.lock();
        try {
            diary.clear();
        } finally {
            lock.unlock();
        }
    }

    List<String> diary() {
        lock.lock();
        try {
            return List.copyOf(diary);
        } finally {
            lock.unlock();
        }
    }

    /** How often each was started since the page was turned. */
    Map<String, Integer> starts() {
        Map<String, Integer> starts = new HashMap<>();
        diary().stream()
                .filter(line -> line.startsWith("start "))
                .forEach(line -> starts.merge(line.substring("start ".length()), 1, Integer::sum));
        return starts;
    }

    /** Waits until every worker runs, in an incarnation of at least that number. */
    void awaitAllRun(Set<String> names, long generation) throws InterruptedException {
        for (String name : names) {
            Stage.until(
                    name + " runs",
                    () -> engine.status(name)
                            .filter(status ->
                                    status.state() == WorkerStatus.State.STARTED && status.generation() >= generation)
                            .isPresent());
        }
    }

    /** Each was started once and nobody else, dependents after their inputs and against what runs now. */
    void assertOneStartEach(Set<String> names) {
        assertThat(starts().keySet()).isEqualTo(names);
        assertThat(starts().values()).allMatch(count -> count == 1);
        List<String> diary = diary();
        for (String name : names) {
            for (String input : graph.needs(name)) {
                if (names.contains(input)) {
                    assertThat(diary.indexOf("start " + name))
                            .as(name + " after " + input)
                            .isGreaterThan(diary.indexOf("start " + input));
                }
            }
        }
        assertAllIsRight();
    }

    /** No worker runs against one that has ended. */
    void assertAllIsRight() {
        lock.lock();
        try {
            assertThat(wrongs).isEmpty();
            latest.values().stream()
                    .filter(member -> !member.ended && !member.killed)
                    .forEach(member -> assertThat(member.against)
                            .as("what " + member.name + " runs against")
                            .allMatch(input -> !input.ended && latest.get(input.name) == input));
        } finally {
            lock.unlock();
        }
    }

    void assertKilledAfterDependents(Set<String> names) {
        List<String> diary = diary();
        for (String name : names) {
            for (String input : graph.needs(name)) {
                if (names.contains(input) && diary.contains("kill " + input)) {
                    assertThat(diary.indexOf("end " + name))
                            .as(name + " ends before " + input + " is killed")
                            .isBetween(0, diary.indexOf("kill " + input));
                }
            }
        }
    }
}
