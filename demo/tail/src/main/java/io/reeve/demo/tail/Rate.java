// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** How fast a count has grown over the last seconds. Used by one thread. */
final class Rate {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Deque<Mark> marks = new ArrayDeque<>();

    private record Mark(long nanos, long count) {}

    void mark(long nanos, long count) {
        // The oldest mark stays until the next one is as old as the window.
        while (marks.size() > 1 && nanos - second().nanos >= WINDOW_NANOS) {
            marks.removeFirst();
        }
        marks.addLast(new Mark(nanos, count));
    }

    double perSecond() {
        if (marks.size() < 2) {
            return 0;
        }
        Mark first = marks.getFirst();
        Mark last = marks.getLast();
        long nanos = last.nanos - first.nanos;
        return nanos == 0 ? 0 : (last.count - first.count) * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    private Mark second() {
        return marks.stream().skip(1).findFirst().orElseThrow();
    }
}
