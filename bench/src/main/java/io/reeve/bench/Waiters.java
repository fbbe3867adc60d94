// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Restart;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Starts while callers wait for workers that are not available. */
final class Waiters {
    private static final int STARTS = 10_000;

    private Waiters() {}

    static Sample start(Contender contender, int callers) throws Exception {
        WorkerRunner runner = WorkerRunner.start(
                RunnerParams.builder("bench").isFatal(error -> false).build());
        List<CompletableFuture<Worker>> waiting = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            waiting.add(waitForTheLate(runner, "late-" + i));
        }
        for (int i = 0; i < callers; i++) {
            awaitDelay(runner, "late-" + i);
        }
        CountDownLatch up = new CountDownLatch(STARTS);
        List<String> ids = CrewPlan.unwatched(STARTS).ids();
        Sample sample = Stopwatch.time(() -> {
            for (String id : ids) {
                runner.startWorker(id, context -> {
                    up.countDown();
                    return new IdleWorker();
                });
            }
            up.await();
        });
        if (waiting.stream().anyMatch(CompletableFuture::isDone)) {
            throw new IllegalStateException("a caller has not waited");
        }
        runner.stop();
        return sample.per(STARTS);
    }

    /** A worker whose restart is an hour away keeps a caller waiting and no thread. */
    private static CompletableFuture<Worker> waitForTheLate(WorkerRunner runner, String id) {
        runner.startWorker(
                id,
                context -> {
                    throw new Crash();
                },
                Restart.after(Duration.ofHours(1)));
        return runner.worker(id);
    }

    /** Its failure is no longer worked at. */
    private static void awaitDelay(WorkerRunner runner, String id) throws InterruptedException {
        while (runner.status(id).orElseThrow().nextStart() == null) {
            Thread.sleep(1);
        }
    }
}
