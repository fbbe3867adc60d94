// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

/** What to do when there is nothing to show. */
final class Hints {
    static final String NO_RUNNER = "start the bundle io.reeve.impl, which brings the runner 'default'";

    static final String NO_WORKERS =
            "no workers; register a WorkerFactory service with the property worker.id to have one";

    private Hints() {}
}
