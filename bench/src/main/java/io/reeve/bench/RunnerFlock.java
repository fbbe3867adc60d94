// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.event.RunnerListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Workers of a {@link WorkerRunner} that has all that could collect something: a listener, the journal of failures, and
 * time limits, whose timers are made and cancelled with each start and stop.
 */
final class RunnerFlock implements Flock {
    private final List<String> ids;
    private final Post[] posts;
    private final WorkerRunner runner;

    RunnerFlock(int size, RunnerListener listener) {
        ids = CrewPlan.unwatched(size).ids();
        posts = Stream.generate(Post::new).limit(size).toArray(Post[]::new);
        runner = WorkerRunner.start(RunnerParams.builder("soak")
                .isFatal(error -> false)
                .restartDelay(Duration.ZERO)
                .startTimeout(Duration.ofMinutes(1))
                .stopTimeout(Duration.ofMinutes(1))
                .listener(listener)
                .build());
    }

    @Override
    public String name() {
        return "runner";
    }

    @Override
    public int size() {
        return posts.length;
    }

    @Override
    public void start(int slot) throws Exception {
        posts[slot].expect();
        runner.startWorker(ids.get(slot), context -> posts[slot].start());
        awaitUp(slot);
    }

    private void awaitUp(int slot) throws Exception {
        posts[slot].await();
        requireNonNull(runner.worker(ids.get(slot)).get(Post.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    @SuppressWarnings("NullAway") // a stage of nothing
    public void stop(int slot) throws Exception {
        runner.stopWorker(ids.get(slot)).toCompletableFuture().get(Post.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void fail(int slot) throws Exception {
        posts[slot].expect();
        posts[slot].worker().fail();
        // Somebody who waits for it, or not, and loses patience.
        runner.worker(ids.get(slot)).cancel(false);
        awaitUp(slot);
    }

    @Override
    public void restart(int slot) throws Exception {
        posts[slot].expect();
        runner.restartWorker(ids.get(slot));
        awaitUp(slot);
    }

    @Override
    public Object lookup(int slot) throws Exception {
        return runner.worker(ids.get(slot)).get();
    }

    @Override
    public Object report() {
        return runner.report();
    }

    @Override
    public void close() {
        runner.kill();
        runner.completion().toCompletableFuture().join();
    }
}
