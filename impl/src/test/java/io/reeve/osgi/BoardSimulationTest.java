// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.osgi.Puppets.Puppet;
import io.reeve.osgi.RandomWalk.Known;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random walks over the board with the real runner. After each step nothing may be wrong; whenever all is quiet,
 * what is wanted runs and nothing else. {@code -Dreeve.seed=N} walks with one seed, {@code -Dreeve.seeds=N} with more.
 */
@Timeout(600)
class BoardSimulationTest {
    private static final int STEPS = 300;
    private static final int THREADS = 4;

    private final Scene scene = new Scene();
    private final List<RandomWalk> walks = new ArrayList<>();

    static LongStream seeds() {
        Long one = Long.getLong("reeve.seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("reeve.seeds", 40));
    }

    @AfterEach
    void close() {
        all().forEach(known -> known.puppets.hearAgain());
        scene.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("whatever happens in whatever order, the board keeps its invariants and settles where it should")
    void oneAfterTheOther(long seed) {
        RandomWalk walk = new RandomWalk(scene, seed, "walk", true);
        walks.add(walk);
        told(() -> {
            for (int step = 1; step <= STEPS; step++) {
                walk.step();
                checkAlways();
                if (step % 20 == 0) {
                    checkWhenQuiet();
                }
            }
            checkTheEnd();
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("the same with several threads at once")
    void allAtOnce(long seed) {
        for (int i = 0; i < THREADS; i++) {
            walks.add(new RandomWalk(scene, seed * THREADS + i, "walk" + i, false));
        }
        told(() -> {
            for (int round = 0; round < 5; round++) {
                List<Thread> threads = new ArrayList<>();
                for (RandomWalk walk : walks) {
                    threads.add(Eventually.inBackground(() -> {
                        for (int step = 0; step < STEPS / 10; step++) {
                            walk.step();
                        }
                        return null;
                    }));
                }
                threads.forEach(Eventually::ends);
                checkAlways();
                checkWhenQuiet();
            }
            checkTheEnd();
        });
    }

    /** Has a failure say what was done before it. */
    private void told(Runnable test) {
        try {
            test.run();
        } catch (AssertionError error) {
            walks.forEach(walk -> error.addSuppressed(new AssertionError(walk.diary())));
            throw error;
        }
    }

    private List<Known> all() {
        return walks.stream().flatMap(walk -> walk.services.stream()).toList();
    }

    // ---- at any time

    private void checkAlways() {
        for (Known known : all()) {
            assertThat(known.service.excess())
                    .as("%s let go too often", known.service)
                    .isZero();
            for (Puppet puppet : known.puppets.alive()) {
                int uses = known.service.uses();
                assertThat(uses > 0 || puppet.completion().toCompletableFuture().isDone())
                        .as("%s is used while its worker runs", known.service)
                        .isTrue();
            }
        }
        checkOneWorkerPerId();
        checkStatuses();
    }

    private void checkOneWorkerPerId() {
        if (!scene.log.complaintsWith("does not wait for it any longer").isEmpty()) {
            return;
        }
        Map<List<String>, Puppet> running = new HashMap<>();
        for (Known known : all()) {
            for (Puppet puppet : known.puppets.alive()) {
                Puppet other = running.put(List.of(puppet.runner, puppet.id), puppet);
                assertThat(other == null || isOver(other) || isOver(puppet))
                        .as("one worker '%s' in '%s'", puppet.id, puppet.runner)
                        .isTrue();
            }
        }
    }

    private static boolean isOver(Puppet puppet) {
        return puppet.completion().toCompletableFuture().isDone();
    }

    private void checkStatuses() {
        Set<Long> present = new HashSet<>();
        Set<List<String>> active = new HashSet<>();
        List<FactoryStatus> statuses = scene.board.factories();
        for (FactoryStatus status : statuses) {
            if (status.state() != State.DEPARTING) {
                assertThat(present.add(status.serviceId()))
                        .as("one status of %s", status)
                        .isTrue();
            }
            if (status.state() == State.ACTIVE) {
                assertThat(active.add(List.of(status.runner(), status.id())))
                        .as("one active %s", status)
                        .isTrue();
            }
        }
        assertThat(present)
                .containsExactlyInAnyOrderElementsOf(all().stream()
                        .filter(known -> known.present)
                        .map(known -> known.service.id())
                        .toList());
    }

    // ---- when all is quiet

    private void checkWhenQuiet() {
        all().forEach(known -> known.puppets.hearAgain());
        Eventually.holds(() -> {
            Set<String> live = liveRunners();
            Map<List<String>, Known> winners = winners();
            for (Known known : all()) {
                boolean wins = known.present
                        && known.id() != null
                        && winners.get(List.of(known.runner(), known.id())) == known;
                check(known, wins, live.contains(known.runner()));
            }
        });
    }

    private Set<String> liveRunners() {
        Set<String> wanted = new HashSet<>(Set.of(WorkerFactory.DEFAULT_RUNNER));
        walks.forEach(walk -> wanted.addAll(walk.configured.values()));
        Set<String> live = new HashSet<>();
        List<String> registered = new ArrayList<>();
        for (Runner runner : scene.runners()) {
            registered.add(runner.name());
            if (runner.state() == Runner.State.RUNNING) {
                live.add(runner.name());
            }
        }
        assertThat(registered).as("runners that are services").containsExactlyInAnyOrderElementsOf(wanted);
        return live;
    }

    private Map<List<String>, Known> winners() {
        Map<List<String>, Known> winners = new HashMap<>();
        all().stream()
                .filter(known -> known.present && known.id() != null)
                .sorted(comparingInt(Known::ranking)
                        .reversed()
                        .thenComparing(comparingLong(known -> known.service.id())))
                .forEach(known -> winners.putIfAbsent(List.of(known.runner(), known.id()), known));
        return winners;
    }

    private void check(Known known, boolean wins, boolean isRunnerLive) {
        State state = scene.state(known.service);
        String what = known.service + ": " + scene.reason(known.service);
        if (!known.present) {
            assertThat(state).as(what).isNull();
        } else if (known.id() == null) {
            assertThat(state).as(what).isEqualTo(State.REFUSED);
        } else if (!wins) {
            assertThat(state).as(what).isEqualTo(State.SHADOWED);
        } else {
            State expected = isRunnerLive ? State.ACTIVE : State.UNASSIGNED;
            assertThat(state)
                    .as(what)
                    .isIn(
                            known.mayRest || walks.size() > 1
                                    ? List.of(expected, State.ENDED, State.STOPPED)
                                    : List.of(expected));
        }
        Collection<Puppet> alive = known.puppets.alive();
        assertThat(alive).as(what).hasSize(state == State.ACTIVE ? 1 : 0).allSatisfy(puppet -> {
            assertThat(puppet.isKilled()).isFalse();
            assertThat(puppet.id).isEqualTo(known.id());
            assertThat(puppet.runner).isEqualTo(known.runner());
        });
        assertThat(known.service.uses()).as(what).isEqualTo(alive.size());
    }

    // ---- at the end

    private void checkTheEnd() {
        for (RandomWalk walk : walks) {
            walk.present().forEach(known -> {
                known.present = false;
                scene.board.departed(WhiteboardChannel.FACTORIES, known.service, false);
            });
            walk.configured.keySet().forEach(scene.board::unconfigure);
            walk.configured.clear();
        }
        checkAlways();
        checkWhenQuiet();
        assertThat(scene.board.factories()).isEmpty();
    }
}
