// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.FailurePolicy;
import java.util.Optional;

/** Judges by the best {@link FailurePolicy} service there is, or else by the configuration. */
final class SlotPolicy implements FailurePolicy {
    private final Policies services;
    private final Slot slot;

    SlotPolicy(Policies services, Slot slot) {
        this.services = services;
        this.slot = slot;
    }

    private Optional<FailurePolicy> service() {
        return services.best(slot.kind, slot.name);
    }

    @Override
    public boolean isFatal(String id, Throwable error) {
        return service()
                .map(policy -> policy.isFatal(id, error))
                .orElseGet(() -> slot.settings().isFatal(error));
    }

    @Override
    public boolean shouldRestart(String id, Throwable error) {
        return service().map(policy -> policy.shouldRestart(id, error)).orElse(true);
    }

    @Override
    public boolean moreImportant(Throwable error, Throwable best) {
        return service().map(policy -> policy.moreImportant(error, best)).orElse(false);
    }
}
