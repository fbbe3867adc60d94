// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What was done last, to tell it when something goes wrong. */
final class Diary {
    private static final int LENGTH = 80;

    private final long begin = System.nanoTime();
    private final Deque<String> last = new ArrayDeque<>();
    private long count;

    synchronized void note(String operation) {
        count++;
        if (last.size() == LENGTH) {
            last.removeFirst();
        }
        last.addLast("%9.3f s  %s".formatted((System.nanoTime() - begin) / 1e9, operation));
    }

    synchronized long count() {
        return count;
    }

    synchronized List<String> last() {
        return List.copyOf(last);
    }
}
