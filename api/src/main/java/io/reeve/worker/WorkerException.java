// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import org.jspecify.annotations.Nullable;

/** What a runner itself has to complain of; the errors of workers are never wrapped in one. Names the runner and the id. */
public abstract sealed class WorkerException extends RuntimeException
        permits WorkerNotFoundException,
                RunnerDeadException,
                BrokenWorkerException,
                StartTimeoutException,
                WorkerGivenUpException,
                WorkerAbandonedException {
    private static final long serialVersionUID = 1L;

    WorkerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
