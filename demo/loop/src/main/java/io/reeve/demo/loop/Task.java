// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.loop;

import io.reeve.worker.Reporter;

/** What a {@link ThreadWorker} does on its thread, and what it can tell of it from any other thread. */
public interface Task extends Reporter {
    /**
     * Works until there is nothing left to do, or until the thread is interrupted. Everything this method has
     * opened is closed when it ends, in whatever way it ends.
     *
     * @throws InterruptedException when interrupted, which is the clean end of a worker that was killed
     * @throws Exception the failure that ends the worker
     */
    void run() throws Exception;
}
