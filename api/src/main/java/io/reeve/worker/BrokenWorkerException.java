// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import org.jspecify.annotations.Nullable;

/**
 * A worker, its factory or a policy broke its contract: a factory returned null, a worker gave no completion
 * stage, a predicate threw. Treated as the failure of that worker.
 */
public final class BrokenWorkerException extends WorkerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the runner, the id and the broken rule
     * @param cause what was thrown, or null if nothing was
     */
    public BrokenWorkerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
