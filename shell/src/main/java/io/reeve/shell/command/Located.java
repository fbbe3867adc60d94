// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import org.jspecify.annotations.Nullable;

/** Something that has a name, and lives in a place where no other has that name: a worker in a runner. */
public interface Located {
    /**
     * The name of the place.
     *
     * @return never empty
     */
    String home();

    /**
     * Its own name.
     *
     * @return null if it has none, and so is never found by one
     */
    @Nullable
    String name();
}
