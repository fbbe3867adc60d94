// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A JVM of its own, with a small heap: two workers fill it over and over, each time until they run out of memory, while fifty
 * others crash and are started again. When the two are gone, it says how many of the others are on their feet, and whether
 * a new runner works. Its argument is the number of seconds.
 */
final class FullHeap {
    static final int WORKERS = 50;

    private static final int CHUNK = 16 << 10;
    private static final Duration DELAY = Duration.ofMillis(20);

    private final AtomicReferenceArray<StageWorker> lives = new AtomicReferenceArray<>(WORKERS);
    private final AtomicLong fills = new AtomicLong();
    private volatile boolean over;

    private FullHeap() {}

    public static void main(String[] arguments) throws Exception {
        // What a JVM does for the first time when its heap is full may be lost to it for good; so nothing here is the
        // first time.
        newRunnerWorks();
        new FullHeap().run(Duration.ofSeconds(Integer.parseInt(arguments[0])));
        newRunnerWorks();
        System.out.println("a new runner works");
        // Whatever is left of the old one.
        System.exit(0);
    }

    private void run(Duration time) throws Exception {
        WorkerRunner runner = start("full");
        for (int number = 0; number < WORKERS; number++) {
            int mine = number;
            runner.startWorker("worker" + number, context -> {
                StageWorker life = new StageWorker();
                lives.set(mine, life);
                return life;
            });
        }
        Thread crashes = new Thread(this::crash, "crashes");
        crashes.start();
        TimeUnit.SECONDS.sleep(1);
        runner.startWorker("greedy1", this::fill);
        runner.startWorker("greedy2", this::fill);
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
        over = true;
        crashes.join();
        say(runner);
    }

    private static WorkerRunner start(String name) {
        return WorkerRunner.start(RunnerParams.builder(name)
                .isFatal(error -> false)
                .restartDelay(DELAY)
                .build());
    }

    @SuppressWarnings("ModifiedButNotUsed") // it takes the room that others need
    private Worker fill(StartContext context) throws InterruptedException {
        fills.incrementAndGet();
        List<byte[]> heap = new ArrayList<>();
        while (!over) {
            heap.add(new byte[CHUNK]);
        }
        throw new InterruptedException("enough");
    }

    /** Makes one after the other end, without asking for memory itself. */
    @SuppressWarnings("EmptyCatch") // then the next one is made to end
    private void crash() {
        Exception failure = new Exception("made to fail");
        for (int next = 0; !over; next = (next + 7) % WORKERS) {
            try {
                StageWorker life = lives.get(next);
                if (life != null) {
                    life.end().completeExceptionally(failure);
                }
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (OutOfMemoryError full) {
            } catch (InterruptedException nobody) {
                return;
            }
        }
    }

    private void say(WorkerRunner runner) throws InterruptedException {
        long standing = 0;
        for (int look = 0; look < 100 && standing < WORKERS; look++) {
            TimeUnit.MILLISECONDS.sleep(50);
            standing = runner.statuses().stream().filter(this::isStanding).count();
        }
        System.out.println("the heap was filled " + fills + " times");
        runner.statuses().stream()
                .filter(status -> status.id().startsWith("worker") && !isStanding(status))
                .forEach(status -> System.out.println("lost: " + runner.why(status.id())));
        System.out.println("standing: " + standing);
    }

    private boolean isStanding(WorkerStatus status) {
        if (!status.id().startsWith("worker") || status.state() != WorkerStatus.State.STARTED) {
            return false;
        }
        StageWorker life = lives.get(Integer.parseInt(status.id().substring("worker".length())));
        return life != null && !life.end().isDone();
    }

    /** Starts, crashes, is started again, is asked about, stops, ends. */
    private static void newRunnerWorks() throws Exception {
        WorkerRunner runner = start("new");
        CompletableFuture<Void> startedAgain = new CompletableFuture<>();
        runner.startWorker("a", context -> {
            StageWorker life = new StageWorker();
            if (context.generation() == 1) {
                life.end().completeExceptionally(new Exception("once"));
            } else {
                startedAgain.complete(null);
            }
            return life;
        });
        runner.startWorker("b", context -> new StageWorker());
        startedAgain.get(30, TimeUnit.SECONDS);
        runner.report();
        runner.statuses();
        runner.why("a");
        runner.stopWorker("a").toCompletableFuture().get(30, TimeUnit.SECONDS);
        runner.kill();
        runner.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
