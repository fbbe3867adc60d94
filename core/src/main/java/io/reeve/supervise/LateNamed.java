// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import org.jspecify.annotations.Nullable;

/** A thread that takes the name of a {@link ForeignCall} by itself, if that lasts. */
interface LateNamed {
    /**
     * The thread is in this call from now on. Called by the thread.
     *
     * @param entered the call; null for none
     * @return the call that it was in before; null if it was in none
     */
    @Nullable
    ForeignCall enter(@Nullable ForeignCall entered);
}
