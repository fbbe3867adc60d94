// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import org.jspecify.annotations.Nullable;

/**
 * The worker used its restart budget up and is not started again by itself; restart it when the reason of its failures
 * is gone.
 */
public final class WorkerGivenUpException extends WorkerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the runner and the id
     * @param cause the failure after which it was given up, or null if it ended without error
     */
    public WorkerGivenUpException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
