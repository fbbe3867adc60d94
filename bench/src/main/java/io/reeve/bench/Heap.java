// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.lang.management.ManagementFactory;

/** The heap of this JVM. */
final class Heap {
    private static final int MOST_COLLECTIONS = 10;

    private Heap() {}

    /** The bytes in use after as many collections as change anything. */
    static long used() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now >= used) {
                break;
            }
            used = now;
        }
        return used;
    }
}
