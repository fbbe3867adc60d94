// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

/** No worker is registered under the id that was asked for, or it was removed while somebody waited for it. */
public final class WorkerNotFoundException extends WorkerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the runner and the id and says what to do
     */
    public WorkerNotFoundException(String message) {
        super(message, null);
    }
}
