// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.event;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** A listener as one runner or engine knows it, from the moment at which it was added until it is closed. */
@ProviderType
public interface ListenerRegistration extends AutoCloseable {
    /**
     * Removes the listener; what it has not been told is dropped. When this returns the listener is told nothing more,
     * apart from the one call that may be in progress. Does not wait for that call, so it may be used inside of it.
     * Idempotent.
     */
    @Override
    void close();

    /**
     * The end of the last call.
     *
     * @return completed, normally, once the registration is closed and the listener is not being called any more: then
     *     nothing of the runner refers to it
     */
    CompletionStage<Void> ended();

    /**
     * How many events the listener has missed so far.
     *
     * @return the number of events that were dropped because too many were waiting
     */
    long missed();
}
