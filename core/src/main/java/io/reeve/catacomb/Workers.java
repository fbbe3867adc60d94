// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import static java.util.Objects.requireNonNull;

import io.reeve.supervise.ForeignCall;
import io.reeve.time.Clock;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/**
 * Ready workers from what people already have, and the way back.
 *
 * <p>Each method but {@link #closeable} returns a worker that runs already. What it is made of belongs to the worker
 * from then on; if the method throws, it is still the caller's.
 *
 * <p><b>Threads.</b> The given code is called on threads of the library that are named {@code reeve/}<i>name</i> and
 * have the class loader of that code's class as their context class loader, never on the thread of the caller or of
 * the killer. A worker that waits has no thread. The stages are completed on threads of the library.
 *
 * <p><b>End.</b> {@code kill} returns at once and may be called from anywhere, from inside the given code too. A
 * worker does not end before the given code has returned: code that ignores being told to stop is waited for. Whatever
 * it throws, an {@link Error} too, is the worker's error with its identity kept; of several the first, with the
 * others attached as suppressed.
 *
 * <p><b>A worker as something else.</b> As a {@link CompletionStage} there is {@link Worker#completion()}, which can
 * be combined with other stages; {@code toCompletableFuture()} of it is a copy, and to cancel that kills nothing. As
 * an {@link AutoCloseable} there is {@link #closeable}.
 */
public final class Workers {
    private Workers() {}

    /** A task that may throw. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does what there is to do.
         *
         * @throws Exception the error of the worker
         */
        void run() throws Exception;
    }

    // ---- code that runs

    /**
     * A worker from code that runs until it is interrupted, or until it is done. It is a {@link Catacomb}.
     *
     * <p>It ends when the code returns. When it is killed, the thread of the code is interrupted, once; a killed
     * worker ends without error if the code answers with a {@link java.util.concurrent.CancellationException}, or
     * with an unchecked exception directly around an {@link InterruptedException}, a {@code CancellationException}
     * or a {@link java.nio.channels.ClosedByInterruptException}. The code is called even if the kill comes before it
     * begins, and is interrupted then.
     *
     * @param name the name, for messages and the name of the thread
     * @param code the code
     * @return the worker
     * @throws IllegalArgumentException if the name is blank
     */
    public static Worker running(String name, Runnable code) {
        requireNonNull(code, "code");
        return started(name, code, code::run);
    }

    /**
     * A worker from code that runs until it is interrupted, or until it is done, as {@link #running}. The code may
     * also answer to the interrupt with the bare {@link InterruptedException} or
     * {@link java.nio.channels.ClosedByInterruptException}. What it returns is dropped.
     *
     * @param name the name, for messages and the name of the thread
     * @param code the code
     * @return the worker
     * @throws IllegalArgumentException if the name is blank
     */
    public static Worker calling(String name, Callable<?> code) {
        requireNonNull(code, "code");
        return started(name, code, code::call);
    }

    private static Worker started(String name, Object owner, Task code) {
        return Catacomb.start(Plan.builder(named(name), catacomb -> {
                    try {
                        code.run();
                    } catch (Exception thrown) {
                        if (!(catacomb.isDying() && Obedience.isIn(thrown))) {
                            throw thrown;
                        }
                    }
                })
                .contextClassLoader(ForeignCall.loaderOf(owner))
                .build());
    }

    // ---- code that is called again and again

    /**
     * A worker that does a task, waits, and does it again, by the wall clock.
     *
     * @param name the name, for messages and the name of the thread
     * @param delay how long to wait, positive
     * @param task the task
     * @return the worker
     * @throws IllegalArgumentException if the name is blank or the delay is not positive
     * @see #every(String, Duration, Task, Clock)
     */
    public static Worker every(String name, Duration delay, Task task) {
        return every(name, delay, task, Clock.system());
    }

    /**
     * A worker that does a task, waits, and does it again: the delay lies between the end of one tick and the
     * beginning of the next. The first tick begins at once.
     *
     * <p>Ticks never overlap. A tick that throws is the end of the worker, with that error. A kill interrupts a tick
     * under way, and the worker ends when the tick has returned; answers to the interrupt, as in {@link #calling},
     * are a clean end. Between ticks a kill ends the worker at once. The worker is a
     * {@link io.reeve.worker.Reporter} that counts ticks.
     *
     * @param name the name, for messages and the name of the thread
     * @param delay how long to wait, positive
     * @param task the task
     * @param clock the clock by which to wait
     * @return the worker
     * @throws IllegalArgumentException if the name is blank or the delay is not positive
     */
    public static Worker every(String name, Duration delay, Task task, Clock clock) {
        return Periodic.withDelay(
                named(name), positive(delay, "delay"), requireNonNull(task, "task"), requireNonNull(clock, "clock"));
    }

    /**
     * A worker that does a task at a fixed rate, by the wall clock.
     *
     * @param name the name, for messages and the name of the thread
     * @param period the time between the beginnings of two ticks, positive
     * @param task the task
     * @return the worker
     * @throws IllegalArgumentException if the name is blank or the period is not positive
     * @see #atRate(String, Duration, Task, Clock)
     */
    public static Worker atRate(String name, Duration period, Task task) {
        return atRate(name, period, task, Clock.system());
    }

    /**
     * A worker that does a task at a fixed rate: ticks are due at the start of the worker and at each whole number of
     * periods after it. Everything else is as in {@link #every(String, Duration, Task, Clock)}.
     *
     * <p>Ticks that are missed do not pile up: of a tick that takes longer than the period the due times that pass
     * meanwhile are dropped, and the next tick begins at the first due time that is not past. The same happens when
     * the clock is set forward. When it is set back, by more than a period, the due times are counted anew from
     * that moment. The report of the worker counts what was missed.
     *
     * @param name the name, for messages and the name of the thread
     * @param period the time between the beginnings of two ticks, positive
     * @param task the task
     * @param clock the clock by which ticks are due
     * @return the worker
     * @throws IllegalArgumentException if the name is blank or the period is not positive
     */
    public static Worker atRate(String name, Duration period, Task task, Clock clock) {
        return Periodic.atRate(
                named(name), positive(period, "period"), requireNonNull(task, "task"), requireNonNull(clock, "clock"));
    }

    // ---- things that run by themselves

    /**
     * A worker from something that can be closed and a stage that says when it has ended.
     *
     * <p>A kill closes it. If it ends by itself it is closed too, so that nothing is left of it: in any case exactly
     * once, and the worker ends when the stage is complete <em>and</em> the close has returned. The error of the
     * stage and what the close throws are errors of the worker; a stage that is cancelled after the kill is a clean
     * end.
     *
     * @param resource what to close
     * @param ended its end, with or without error; what its {@code handle} throws is thrown here
     * @return the worker
     */
    public static Worker closing(AutoCloseable resource, CompletionStage<?> ended) {
        return ClosingWorker.start(requireNonNull(resource, "resource"), requireNonNull(ended, "ended"));
    }

    /**
     * A worker from an executor service, by the wall clock.
     *
     * @param executor the executor service
     * @return the worker
     * @see #owning(ExecutorService, Clock)
     */
    public static Worker owning(ExecutorService executor) {
        return owning(executor, Clock.system());
    }

    /**
     * A worker from an executor service. A kill {@linkplain ExecutorService#shutdownNow() shuts it down now}; tasks
     * that it had not begun are dropped. The worker ends when the executor has terminated, also if somebody else
     * shut it down.
     *
     * <p>An executor service tells nobody of its end, and to wait for it takes a thread; so it is looked at, each
     * second while it lives, and from its shutdown on first after a millisecond, then after twice as long each time,
     * up to a second. That is done by a pooled thread.
     *
     * <p>If shutting down or looking throws, the worker ends with that error, since nothing more can be known of
     * the executor. The common pool cannot be shut down, so a worker made of it never ends.
     *
     * @param executor the executor service
     * @param clock the clock by which it is looked at
     * @return the worker
     */
    public static Worker owning(ExecutorService executor, Clock clock) {
        return OwnedExecutor.start(requireNonNull(executor, "executor"), requireNonNull(clock, "clock"));
    }

    /**
     * A worker from a process of the operating system, by the wall clock.
     *
     * @param process the process
     * @param grace how long a killed process may take, not negative
     * @return the worker
     * @throws IllegalArgumentException if the grace is negative
     * @see #process(Process, Duration, Clock)
     */
    public static Worker process(Process process, Duration grace) {
        return process(process, grace, Clock.system());
    }

    /**
     * A worker from a process of the operating system. A kill {@linkplain Process#destroy() asks the process to
     * terminate}; if it still lives after the grace, it is {@linkplain Process#destroyForcibly() destroyed forcibly}.
     * The worker ends when the process has ended. One that ends by itself with another exit code than zero is a
     * failure, an {@link ExitCodeException}; after a kill the exit code is of no interest.
     *
     * <p><b>Children of the process.</b> Only the process itself is asked to terminate, and it is given the grace to
     * take its children along. Those of its descendants at the time of the kill that outlive it are then destroyed
     * forcibly, and so are those it has when the grace is over; the worker does not wait for their end. When the
     * process ends by itself its children are left alone, since nobody knows them any longer.
     *
     * <p>The streams of the process are the caller's to read and write; a process whose output nobody reads may
     * block.
     *
     * @param process the process
     * @param grace how long a killed process may take, not negative; zero destroys it forcibly at once
     * @param clock the clock by which the grace is measured
     * @return the worker
     * @throws IllegalArgumentException if the grace is negative
     */
    public static Worker process(Process process, Duration grace, Clock clock) {
        requireNonNull(process, "process");
        if (requireNonNull(grace, "grace").isNegative()) {
            throw new IllegalArgumentException(
                    "grace must not be negative, but is " + grace + "; use zero to destroy the process at once");
        }
        return ProcessWorker.start(process, grace, requireNonNull(clock, "clock"));
    }

    /** A process has ended by itself with an exit code that is not zero. The message names command and code. */
    public static final class ExitCodeException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Not zero. */
        private final int exitCode;

        ExitCodeException(String message, int exitCode) {
            super(message);
            this.exitCode = exitCode;
        }

        /**
         * The exit code.
         *
         * @return the code, not zero
         */
        public int exitCode() {
            return exitCode;
        }
    }

    // ---- the other way

    /**
     * A worker as something that a {@code try} statement closes:
     *
     * <pre>{@code
     * try (var heartbeat = Workers.closeable(new Heartbeat())) {
     *     heartbeat.worker().beat();
     * }
     * }</pre>
     *
     * @param <W> the type of the worker
     * @param worker the worker
     * @return the scope in which the worker lives
     */
    public static <W extends Worker> Scope<W> closeable(W worker) {
        return new Scope<>(requireNonNull(worker, "worker"));
    }

    /**
     * The part of a program in which a worker is wanted.
     *
     * @param <W> the type of the worker
     */
    public static final class Scope<W extends Worker> implements AutoCloseable {
        private final W worker;

        private Scope(W worker) {
            this.worker = worker;
        }

        /**
         * The worker.
         *
         * @return always the same worker
         */
        public W worker() {
            return worker;
        }

        /**
         * {@linkplain Worker#stop() Stops} the worker, and waits for its end. May be called again, with the same
         * result. Must not be called by the worker itself, which would wait for its own end.
         *
         * @throws ExecutionException if the worker ended with an error, be it before or now: that is the cause. Also
         *     if the caller is interrupted while it waits: the cause is the {@link InterruptedException}, the interrupt
         *     is set again, and the worker stays killed
         */
        @Override
        public void close() throws ExecutionException {
            try {
                worker.stop();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ExecutionException("interrupted while waiting for the end of " + worker, interrupted);
            }
        }
    }

    // ---- checks

    private static String named(String name) {
        if (requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("the name of a worker must not be blank");
        }
        return name;
    }

    private static Duration positive(Duration duration, String what) {
        if (requireNonNull(duration, what).isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be positive, but is " + duration);
        }
        return duration;
    }
}
