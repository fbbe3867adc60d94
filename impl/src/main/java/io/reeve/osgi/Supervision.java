// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Restart;
import java.time.Duration;

/**
 * How a runner or an engine treats workers that want nothing else.
 *
 * @param restart when they are restarted, and when they are given up
 * @param startTimeout how long they may take to start; zero for as long as they like
 * @param stopTimeout how long they may take to stop; zero for as long as they like
 * @param interruptible whether threads that are in their code may be interrupted
 */
record Supervision(Restart restart, Duration startTimeout, Duration stopTimeout, boolean interruptible) {

    /** Nothing but a restart policy. */
    static Supervision of(Restart restart) {
        return new Supervision(restart, Duration.ZERO, Duration.ZERO, true);
    }
}
