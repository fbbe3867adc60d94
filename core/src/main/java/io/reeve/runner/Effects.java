// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Deadline;
import io.reeve.supervise.MachineShell;
import io.reeve.supervise.Waiter;
import io.reeve.worker.Worker;
import io.reeve.worker.event.RunnerEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the state machine wants done; the shell does it when the lock is released, in this order.
 *
 * <p>Nested in a class, since what is nested in an interface is public.
 */
final class Effects {
    /** One thing to do. */
    sealed interface Effect {}

    private Effects() {}

    /** Call the start function. */
    record Start(Incarnation incarnation) implements Effect {}

    /** Cancel the start function in progress. */
    record Cancel(Incarnation incarnation) implements Effect {}

    /** Kill the worker. */
    record Kill(Incarnation incarnation) implements Effect {}

    /** Ask the policy what to do about this end, then tell the machine. */
    record Judge(Incarnation incarnation, Throwable error) implements Effect {}

    /** Start the timer of a restart delay. */
    record StartTimer(RestartDelay delay) implements Effect {}

    /** Cancel the timer of a restart delay. */
    record CancelTimer(RestartDelay delay) implements Effect {}

    /** Start the timer of a deadline. */
    record StartDeadline(Deadline<Incarnation> deadline) implements Effect {}

    /** Cancel the timer of a deadline. */
    record CancelDeadline(Deadline<Incarnation> deadline) implements Effect {}

    /** Interrupt our threads that are in the worker's code. */
    record Interrupt(Incarnation incarnation) implements Effect {}

    /** Give a worker to somebody who waits for it, if it is still to be had. */
    record Serve(Waiter<Worker> waiter, Incarnation incarnation, Worker worker) implements Effect {}

    /** Complete a caller's stage, without a value or with an error. */
    record Complete(Waiter<?> waiter, @Nullable Throwable error) implements Effect {}

    /** Tell the owner of a registration that it is over. */
    record Release(
            Incarnation last,
            WorkerSpec spec,
            Consumer<@Nullable Throwable> action,
            @Nullable Throwable error) implements Effect {}

    /** Have each entry put an end to; the machine takes them one by one. */
    record Sweep() implements Effect {}

    /** Complete the runner. */
    record Die(@Nullable Throwable result) implements Effect {}

    /** Tell the listeners. The only effect whose order matters across events: it is queued under the lock. */
    record Publish(RunnerEvent event) implements Effect, MachineShell.Publication {}
}
