// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a worker stands: knows the one that was started last, and when it is there. */
final class Post {
    /** Whoever has not come after so long will not come. */
    static final int PATIENCE_SECONDS = 60;

    private volatile CountDownLatch due = new CountDownLatch(0);
    private volatile @Nullable IdleWorker worker;

    /** From now on another one is expected. */
    void expect() {
        due = new CountDownLatch(1);
    }

    /** The start function. */
    IdleWorker start() {
        IdleWorker fresh = new IdleWorker();
        worker = fresh;
        due.countDown();
        return fresh;
    }

    void await() throws InterruptedException {
        if (!due.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a worker was not started within " + PATIENCE_SECONDS + " s");
        }
    }

    IdleWorker worker() {
        return requireNonNull(worker);
    }
}
