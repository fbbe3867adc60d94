// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Class loaders that are to be let go. */
final class OldLoaders {
    private static final Path DUMP = Path.of("target", "old-loaders.hprof");

    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final Map<Old, Integer> old = new HashMap<>();

    /** Of a type of its own, so that it is found in a dump of the heap. */
    private static final class Old extends PhantomReference<ClassLoader> {
        Old(ClassLoader loader, ReferenceQueue<ClassLoader> collected) {
            super(loader, collected);
        }
    }

    static ClassLoader loaderOf(Bundle bundle) {
        return bundle.adapt(BundleWiring.class).getClassLoader();
    }

    /** From now on, the class loader that the bundle has now must not be held by anybody. */
    void add(Bundle bundle) {
        add(loaderOf(bundle));
    }

    void add(ClassLoader loader) {
        old.put(new Old(loader, collected), old.size() + 1);
    }

    /** Waits until all are collected; if one is not, says who holds it. */
    void awaitCollected() throws IOException {
        try {
            eventually("all old class loaders are collected", this::areCollected);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(held(), late);
        }
    }

    boolean areCollected() {
        System.gc();
        for (Object reference = collected.poll(); reference != null; reference = collected.poll()) {
            old.remove(reference);
        }
        return old.isEmpty();
    }

    /** Which ones are still there, and who holds them. */
    String held() throws IOException {
        return "old class loaders " + old.values() + " are held; the heap is in " + DUMP + "\n"
                + HeapDump.write(DUMP).holdersOf(Old.class);
    }
}
