// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import org.jspecify.annotations.Nullable;

/**
 * The worker was asked to stop and has not ended in time, so nobody waits for it any longer. Its id is free again when it
 * ends after all.
 */
public final class WorkerAbandonedException extends WorkerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the runner and the id
     * @param cause always null so far
     */
    public WorkerAbandonedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
