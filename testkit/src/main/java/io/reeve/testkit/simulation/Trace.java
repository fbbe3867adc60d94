// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a schedule, line by line, if anybody wants to know. */
final class Trace {
    /** More lines than this nobody reads. */
    private static final int MOST = 400;

    private final boolean wanted;
    private final List<String> lines = new ArrayList<>();
    private long dropped;

    Trace(boolean wanted) {
        this.wanted = wanted;
    }

    void add(Instant now, Supplier<String> text) {
        if (wanted) {
            if (lines.size() >= MOST) {
                lines.remove(0);
                dropped++;
            }
            lines.add(String.format("%9s  %s", seconds(now), text.get()));
        }
    }

    private static String seconds(Instant now) {
        Duration since = Duration.between(Instant.EPOCH, now);
        return since.toSeconds() + "." + String.format("%03d", since.toMillisPart()) + "s";
    }

    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (dropped > 0) {
            all.add(0, "(" + dropped + " lines before)");
        }
        return all;
    }
}
