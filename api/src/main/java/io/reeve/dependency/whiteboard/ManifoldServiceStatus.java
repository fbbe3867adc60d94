// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency.whiteboard;

import io.reeve.worker.whiteboard.FactoryStatus;
import org.jspecify.annotations.Nullable;

/**
 * What became of one {@code Manifold} service. The states are those of worker factories, with an engine for the runner.
 *
 * @param engine the name of the engine that it asks for
 * @param name the name that it asks for; null if it has none
 * @param state what became of it; {@code ACTIVE} if it is installed
 * @param reason why, in plain words; empty when it is simply active
 * @param serviceId the {@code service.id} of the service
 * @param ranking the {@code service.ranking} of the service
 * @param bundleId the id of the bundle that registered it
 * @param bundle the symbolic name and version of that bundle, with a blank in between
 */
public record ManifoldServiceStatus(
        String engine,
        @Nullable String name,
        FactoryStatus.State state,
        String reason,
        long serviceId,
        int ranking,
        long bundleId,
        String bundle) {}
