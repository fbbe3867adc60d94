// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.whiteboard;

import org.jspecify.annotations.Nullable;

/**
 * What became of one {@code WorkerFactory} service.
 *
 * @param runner the name of the runner that it asks for
 * @param id the id that it asks for; null if it has none
 * @param state what became of it
 * @param reason why, in plain words; empty when it is simply active
 * @param serviceId the {@code service.id} of the service
 * @param ranking the {@code service.ranking} of the service
 * @param bundleId the id of the bundle that registered it
 * @param bundle the symbolic name and version of that bundle, with a blank in between
 */
public record FactoryStatus(
        String runner,
        @Nullable String id,
        State state,
        String reason,
        long serviceId,
        int ranking,
        long bundleId,
        String bundle) {

    /** What can become of a factory service. */
    public enum State {
        /** Its runner has it: the runner's own status of the id says more. */
        ACTIVE("active"),
        /** Its runner has it, but has given its worker up: it is started again only if somebody asks for it. */
        GIVEN_UP("given up"),
        /** Its worker ended for good: without error, or with one that is not to be retried. */
        ENDED("ended"),
        /** An operator stopped it. */
        STOPPED("stopped"),
        /** Another factory with the same id and a higher ranking has its place. */
        SHADOWED("shadowed"),
        /** Its properties make no sense, or its id is taken by a worker that no factory service started. */
        REFUSED("refused"),
        /** It is its turn, but the worker that it or a factory before it started has not ended. */
        WAITING("waiting"),
        /** The runner that it asks for does not exist, or is dead. */
        UNASSIGNED("unassigned"),
        /** The service is gone, but its worker has not ended. */
        DEPARTING("departing");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** Returns the state in lower case. */
        @Override
        public String toString() {
            return text;
        }
    }
}
