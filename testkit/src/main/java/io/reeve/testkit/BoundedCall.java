// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A call of the code under test on a thread of its own, so that the test can go on when it does not return. The one
 * class of the testkit that creates threads; they are gone when the outcome is known.
 */
final class BoundedCall<T extends @Nullable Object> {
    private final String what;
    private final FutureTask<T> task;
    private final Thread thread;

    private BoundedCall(String what, Callable<T> call) {
        this.what = what;
        this.task = new FutureTask<>(call);
        this.thread = new Thread(task, "reeve/testkit " + what);
        thread.setDaemon(true);
    }

    /** Begins a call; {@code what} names it in messages. */
    static <T extends @Nullable Object> BoundedCall<T> begin(String what, Callable<T> call) {
        BoundedCall<T> begun = new BoundedCall<>(what, call);
        begun.thread.start();
        return begun;
    }

    void interrupt() {
        thread.interrupt();
    }

    /**
     * Waits for what the call returned. What it threw is the cause of the {@link ExecutionException}. A call that
     * takes longer fails the test, with its stack, and is interrupted.
     */
    T outcome(Duration timeout) throws InterruptedException, ExecutionException {
        try {
            T outcome = task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            thread.join();
            return outcome;
        } catch (ExecutionException thrown) {
            thread.join();
            throw thrown;
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            throw interrupted;
        } catch (TimeoutException late) {
            AssertionFailedError failure = new AssertionFailedError(what + " did not return within " + timeout);
            Throwable where = new Throwable(thread.getName() + " is here");
            where.setStackTrace(thread.getStackTrace());
            failure.addSuppressed(where);
            thread.interrupt();
            throw failure;
        }
    }

    @Override
    public String toString() {
        return what;
    }
}
