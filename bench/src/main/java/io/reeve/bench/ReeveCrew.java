// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Workers of a {@link WorkerRunner} with its default executors. */
final class ReeveCrew implements Crew {
    /** Registered, starting, started. */
    private static final int EVENTS_OF_A_START = 3;

    /** More starts than these are never under way at once. */
    static final int TAIL = 4_096;

    private final CrewPlan plan;
    private final Post[] posts;
    private final CountDownLatch heard;
    private final WorkerRunner runner;

    private volatile CountDownLatch up = new CountDownLatch(0);

    ReeveCrew(CrewPlan plan) {
        this.plan = plan;
        posts = new Post[plan.size()];
        for (int i = 0; i < posts.length; i++) {
            posts[i] = new Post();
        }
        heard = new CountDownLatch(plan.listeners());
        runner = WorkerRunner.start(params());
    }

    private RunnerParams params() {
        Duration delay = plan.restartDelay();
        RunnerParams.Builder params = RunnerParams.builder("bench")
                .isFatal(error -> false)
                .restartDelay(delay == null ? Duration.ZERO : delay)
                // The listeners count: none of them may miss an event.
                .listenerQueue(Math.max(1, EVENTS_OF_A_START * plan.size()));
        for (int i = 0; i < plan.listeners(); i++) {
            int[] events = {0};
            params.listener(event -> {
                if (++events[0] == EVENTS_OF_A_START * plan.size()) {
                    heard.countDown();
                }
            });
        }
        return params.build();
    }

    /** The user's start function; knows its worker. */
    private final class Post implements WorkerFactory {
        @Nullable
        IdleWorker ready;

        volatile @Nullable IdleWorker worker;

        @Override
        public Worker start(StartContext context) {
            IdleWorker fresh = ready == null ? new IdleWorker() : ready;
            ready = null;
            worker = fresh;
            up.countDown();
            return fresh;
        }
    }

    @Override
    public void makeWorkers() {
        for (Post post : posts) {
            post.ready = new IdleWorker();
        }
    }

    @Override
    public void startAll() throws Exception {
        up = new CountDownLatch(posts.length);
        for (int i = 0; i < posts.length; i++) {
            runner.startWorker(plan.ids().get(i), posts[i]);
        }
        awaitAll();
        heard.await();
    }

    /** Until each start function was called, and the last ones that were are available. */
    private void awaitAll() throws InterruptedException, ExecutionException {
        up.await();
        for (int i = posts.length - 1; i >= Math.max(0, posts.length - TAIL); i--) {
            runner.worker(plan.ids().get(i)).get();
        }
    }

    @Override
    public void failAll() throws Exception {
        up = new CountDownLatch(posts.length);
        for (Post post : posts) {
            requireNonNull(post.worker).fail();
        }
        awaitAll();
    }

    @Override
    public void crash(Crasher crasher) throws InterruptedException {
        runner.startWorker("crasher", context -> {
            IdleWorker worker = new IdleWorker();
            if (crasher.crashes()) {
                worker.fail();
            }
            return worker;
        });
        crasher.await();
    }

    @Override
    public Object lookup(String id) {
        return runner.worker(id).join();
    }

    @Override
    public Object report() {
        return runner.report();
    }

    @Override
    public void stopAll() throws Exception {
        runner.stop();
    }

    @Override
    public void close() throws Exception {
        runner.stop();
    }
}
