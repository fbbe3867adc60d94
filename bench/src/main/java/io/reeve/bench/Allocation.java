// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import com.sun.management.ThreadMXBean;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of this JVM have allocated. Since Java 21 the JVM knows the sum; before, it is added up over the
 * threads that live, so what one allocated that has ended in between is missing.
 */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final @Nullable MethodHandle TOTAL = total();

    private final long total;
    private final Map<Long, Long> byThread;

    private Allocation(long total, Map<Long, Long> byThread) {
        this.total = total;
        this.byThread = byThread;
    }

    static Allocation soFar() {
        return TOTAL == null ? new Allocation(0, threads()) : new Allocation(ask(TOTAL), Map.of());
    }

    long since() {
        Allocation now = soFar();
        long bytes = now.total - total;
        for (Map.Entry<Long, Long> thread : now.byThread.entrySet()) {
            bytes += thread.getValue() - byThread.getOrDefault(thread.getKey(), 0L);
        }
        return bytes;
    }

    private static Map<Long, Long> threads() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        Map<Long, Long> threads = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            threads.put(ids[i], Math.max(0, bytes[i]));
        }
        return threads;
    }

    private static long ask(MethodHandle total) {
        try {
            return (long) total.invoke(THREADS);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static @Nullable MethodHandle total() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(ThreadMXBean.class, "getTotalThreadAllocatedBytes", MethodType.methodType(long.class));
        } catch (ReflectiveOperationException beforeJava21) {
            return null;
        }
    }
}
