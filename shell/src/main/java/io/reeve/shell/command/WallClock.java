// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import java.time.Instant;
import java.time.InstantSource;

/** What time it is for the operator: the one class of the shell that reads it, so that ages can be told. */
public final class WallClock implements InstantSource {
    /** A clock that is set. */
    public WallClock() {}

    @Override
    public Instant instant() {
        return Instant.now();
    }
}
