// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Something that happens in a world: what would run on a thread of its own elsewhere. Owned by whoever has the baton. */
final class Task {
    final long number;
    final String name;
    final Runnable body;

    /** Called when the body has returned; null if nobody cares. */
    final @Nullable Runnable done;

    /** It is kept back until that turn, unless nothing else can happen. */
    final long notBefore;

    /** Where it runs; null if it has not begun. */
    @Nullable
    Carrier carrier;

    /** What it waits for; null if it could go on. */
    @Nullable
    BooleanSupplier awaited;

    /** How often it was told that the world has ended. */
    int halts;

    Task(long number, String name, Runnable body, @Nullable Runnable done, long notBefore) {
        this.number = number;
        this.name = name;
        this.body = body;
        this.done = done;
        this.notBefore = notBefore;
    }

    boolean hasBegun() {
        return carrier != null;
    }

    boolean canGoOn() {
        return awaited == null || awaited.getAsBoolean() || (carrier != null && carrier.wasInterruptedAside());
    }

    @Override
    public String toString() {
        return name + " (task " + number + ")";
    }
}
