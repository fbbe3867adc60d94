// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.catacomb;

import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.Plan;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Worker;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Catacombs and deaf workers for one test; when it is over, all of them end, or the test fails. */
final class Scene implements AfterEachCallback {
    private static final long SECONDS = 60;

    final VirtualClock clock = new VirtualClock();
    private final Queue<Catacomb> catacombs = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> endings = new ConcurrentLinkedQueue<>();

    /** Work that runs until the catacomb is dying, and obeys. */
    static final Catacomb.Work OBEDIENT = catacomb -> catacomb.await(new CompletableFuture<Void>());

    /** A living catacomb whose work obeys. */
    Catacomb living(Worker... initial) {
        return start("living", OBEDIENT, initial);
    }

    Catacomb start(String name, Catacomb.Work work, Worker... initial) {
        return start(Plan.builder(name, work).clock(clock).initial(initial));
    }

    Catacomb start(Plan.Builder plan) {
        Catacomb catacomb = Catacomb.start(plan.build());
        catacombs.add(catacomb);
        return catacomb;
    }

    /** A catacomb that a worker which does not end keeps from being dead. */
    Catacomb dying() throws Exception {
        Catacomb catacomb = living(deaf());
        catacomb.kill();
        return catacomb;
    }

    Catacomb dead() throws Exception {
        Catacomb catacomb = living();
        catacomb.kill();
        errorOf(catacomb);
        return catacomb;
    }

    /** A worker that ends with the test. */
    ScriptedWorker deaf() {
        ScriptedWorker worker = ScriptedWorker.deaf();
        endings.add(worker::end);
        return worker;
    }

    /** Holds up code that ignores interruption until it is opened, at the latest with the end of the test. */
    static final class Gate {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        void pass() {
            arrived.countDown();
            boolean interrupted = false;
            while (true) {
                try {
                    open.await();
                    break;
                } catch (InterruptedException ignored) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        void awaitArrival() throws InterruptedException {
            reached(arrived);
        }

        void open() {
            open.countDown();
        }
    }

    Gate gate() {
        Gate gate = new Gate();
        endings.add(gate::open);
        return gate;
    }

    /** Waits for the end of a worker: its error as it is, or null. */
    static Throwable errorOf(Worker worker) throws Exception {
        return errorOf(worker.completion());
    }

    static Throwable errorOf(CompletionStage<?> stage) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        stage.whenComplete((result, error) -> failure.complete(error));
        return failure.get(SECONDS, TimeUnit.SECONDS);
    }

    static boolean hasEnded(Worker worker) {
        return worker.completion().toCompletableFuture().isDone();
    }

    static <T> T get(CompletableFuture<T> value) throws Exception {
        return value.get(SECONDS, TimeUnit.SECONDS);
    }

    static void reached(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("not reached within " + SECONDS + " s");
        }
    }

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + SECONDS + " s: " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** Runs a call on a thread of its own. */
    static <T> CompletableFuture<T> elsewhere(Callable<T> call) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                outcome.complete(call.call());
            } catch (Throwable thrown) {
                outcome.completeExceptionally(thrown);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return outcome;
    }

    /** What a call throws on a thread of its own; completed with null if it returns. */
    static CompletableFuture<Throwable> thrownElsewhere(Action action) {
        return elsewhere(() -> {
            try {
                action.run();
                return null;
            } catch (Throwable thrown) {
                return thrown;
            }
        });
    }

    /** Something that may throw. */
    interface Action {
        void run() throws Exception;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        endings.forEach(Runnable::run);
        for (Catacomb catacomb : catacombs) {
            catacomb.kill();
            errorOf(catacomb);
        }
    }
}
