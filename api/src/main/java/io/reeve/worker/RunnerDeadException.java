// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import org.jspecify.annotations.Nullable;

/** The runner is dying or dead, so it starts no worker and hands none out. */
public final class RunnerDeadException extends WorkerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the runner and says why it does not run
     * @param cause the fatal error that the runner died of, or null if it was killed
     */
    public RunnerDeadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
