// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import java.time.Instant;
import java.time.InstantSource;

/** What time it is for the operator: the one class of this bundle that reads it, so that ages can be told. */
final class WallClock implements InstantSource {
    @Override
    public Instant instant() {
        return Instant.now();
    }
}
