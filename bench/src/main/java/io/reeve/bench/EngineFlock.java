// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import io.reeve.dependency.Manifold;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.worker.Restart;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.event.RunnerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Manifolds of a {@link DependencyEngine} that has all that could collect something. A slot has a base and two that need
 * it: whatever is done, is done to the base, and the others have to follow.
 */
final class EngineFlock implements Flock {
    private static final int FOLLOWERS = 2;

    private final Team[] teams;
    private final DependencyEngine engine;

    EngineFlock(int size, RunnerListener listener) {
        teams = IntStream.range(0, size).mapToObj(Team::new).toArray(Team[]::new);
        engine = DependencyEngine.start(EngineParams.builder("soak")
                .restart(Restart.after(Duration.ZERO))
                .bounceDelay(Duration.ZERO)
                .startTimeout(Duration.ofMinutes(1))
                .stopTimeout(Duration.ofMinutes(1))
                .listener(listener)
                .build());
    }

    /** The manifolds of a slot, the base first. */
    private static final class Team {
        final List<String> names = new ArrayList<>();
        final List<Post> posts = new ArrayList<>();
        final List<Manifold> manifolds = new ArrayList<>();

        Team(int slot) {
            String base = "base-" + slot;
            add(base, new Post());
            for (int i = 0; i < FOLLOWERS; i++) {
                add("follower-" + slot + "-" + i, new Post(), base);
            }
        }

        private void add(String name, Post post, String... needed) {
            var manifold = Manifold.starting(inputs -> post.start());
            for (String input : needed) {
                manifold.needs(input);
            }
            names.add(name);
            posts.add(post);
            manifolds.add(manifold.build());
        }

        String base() {
            return names.get(0);
        }

        void expect() {
            posts.forEach(Post::expect);
        }
    }

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public int size() {
        return teams.length;
    }

    @Override
    public void start(int slot) throws Exception {
        Team team = teams[slot];
        team.expect();
        for (int i = 0; i < team.names.size(); i++) {
            engine.install(team.names.get(i), team.manifolds.get(i));
        }
        awaitUp(team);
    }

    @SuppressWarnings("ThreadPriorityCheck") // the engine may need the processor
    private void awaitUp(Team team) throws InterruptedException {
        for (Post post : team.posts) {
            post.await();
        }
        // A start function that was called need not have returned.
        for (String name : team.names) {
            while (engine.status(name).orElseThrow().state() != WorkerStatus.State.STARTED) {
                Thread.yield();
            }
        }
    }

    @Override
    @SuppressWarnings("NullAway") // stages of nothing
    public void stop(int slot) throws Exception {
        CompletableFuture<?>[] ends = teams[slot].names.stream()
                .map(name -> engine.uninstall(name).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends).get(Post.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void fail(int slot) throws Exception {
        Team team = teams[slot];
        team.expect();
        team.posts.get(0).worker().fail();
        awaitUp(team);
    }

    @Override
    public void restart(int slot) throws Exception {
        Team team = teams[slot];
        team.expect();
        engine.bounce(team.base());
        awaitUp(team);
    }

    @Override
    public Object lookup(int slot) {
        return engine.status(teams[slot].base()).orElseThrow();
    }

    @Override
    public Object report() {
        return engine.report();
    }

    @Override
    public void close() {
        engine.kill();
        engine.completion().toCompletableFuture().join();
    }
}
