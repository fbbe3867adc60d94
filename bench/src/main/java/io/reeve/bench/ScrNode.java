// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A component that tells when it is activated. Declarative Services make it, so it finds the rest in a static field. */
public final class ScrNode {
    private static final AtomicInteger ACTIVE = new AtomicInteger();

    private static volatile Starts starts = new Starts(0);

    /** Called by Declarative Services. */
    public ScrNode() {}

    /** Whom to tell from now on; before the bundle of the components is started, and one container at a time. */
    static void tell(Starts starts) {
        ScrNode.starts = starts;
        ACTIVE.set(0);
    }

    static void requireNoneActive() {
        if (ACTIVE.get() != 0) {
            throw new IllegalStateException(ACTIVE + " are still active");
        }
    }

    /**
     * Called by Declarative Services.
     *
     * @param properties the properties of the component
     */
    public void activate(Map<String, Object> properties) {
        ACTIVE.incrementAndGet();
        if (properties.get(ComponentBundle.NODE) instanceof Integer node) {
            starts.called(node);
        }
    }

    /** Called by Declarative Services. */
    public void deactivate() {
        ACTIVE.decrementAndGet();
    }
}
