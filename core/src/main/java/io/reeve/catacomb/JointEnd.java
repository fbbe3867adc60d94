// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import io.reeve.supervise.Failures;
import io.reeve.supervise.OneWayStage;
import io.reeve.supervise.RankedErrors;
import io.reeve.supervise.Threads;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The end of a worker that was made of somebody's object. It has two parts: that the object has ended, and, once the
 * worker was killed, that the kill has been carried out. The first error wins; others are attached to it.
 */
final class JointEnd {
    private final OneWayStage completion = new OneWayStage();
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final RankedErrors errors = new RankedErrors();
    private int partsLeft = 1;

    /** Written with the lock held, once. */
    private volatile boolean killed;

    CompletionStage<Void> completion() {
        return completion;
    }

    boolean isKilled() {
        return killed;
    }

    /**
     * Opens the second part.
     *
     * @return true for the one who has to carry the kill out and to end that part; false for everybody else, and if
     *     there is nothing left to kill
     */
    boolean beginKill() {
        lock.lock();
        try {
            if (killed || partsLeft == 0) {
                return false;
            }
            killed = true;
            partsLeft++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Notes an error without which the end goes on. */
    void met(Throwable error) {
        lock.lock();
        try {
            errors.add(error, false);
        } finally {
            lock.unlock();
        }
    }

    /** One part has ended. */
    void partEnded(@Nullable Throwable error) {
        lock.lock();
        try {
            if (error != null) {
                errors.add(error, false);
            }
            partsLeft--;
            if (partsLeft == 0) {
                announce(errors.result());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The other part will never be known to have ended: this error is all there is to say. */
    void giveUp(Throwable error) {
        lock.lock();
        try {
            partsLeft = 0;
            killed = true;
            errors.add(error, false);
            announce(errors.result());
        } finally {
            lock.unlock();
        }
    }

    /** Those who wait are foreign code, and whoever brings the news may hold locks of his own. */
    private void announce(@Nullable Throwable result) {
        Threads.forCalls().execute(() -> completion.finish(result));
    }

    /** The same error, unless it is the answer to the kill. */
    @Nullable
    Throwable unlessObedient(@Nullable Throwable error) {
        return error != null && killed && Failures.isCancellation(error) ? null : error;
    }
}
