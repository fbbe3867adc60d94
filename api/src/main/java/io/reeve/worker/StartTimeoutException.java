// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import org.jspecify.annotations.Nullable;

/**
 * A start function took longer than it may. It is the failure of that worker, from the moment on at which the start
 * function has returned, or the worker that it returned nevertheless has ended.
 */
public final class StartTimeoutException extends WorkerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the runner and the id
     * @param cause what the start function threw when it was cancelled, or null if it threw nothing of its own
     */
    public StartTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
