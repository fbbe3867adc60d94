// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.ManifoldStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a manifold fares, in one word and one colour: its state and, if it is stopped, what for. */
enum Condition {
    /** Its worker runs. */
    STARTED("#d5f0d5", "#2e7d32"),
    /** Its start function runs. */
    STARTING("#d6e6fb", "#1565c0"),
    /** It was told to end, but has not. */
    STOPPING("#fde8cf", "#c66900"),
    /** It failed, and is started again after a delay. */
    FAILED("#f9d6d5", "#b71c1c"),
    /** It cannot be started before its inputs run. */
    WAITING("#fff6cc", "#9a7d00"),
    /** It used its restart budget up. */
    GIVEN_UP("#e7cfcf", "#7f0000"),
    /** It was told to end, has not in time, and nobody waits for it any longer. */
    ABANDONED("#d9c8ea", "#4a148c"),
    /** It is not started, for another reason. */
    STOPPED("#e4e4e4", "#616161"),
    /** Somebody needs it, but nobody installed it. */
    MISSING("#ffffff", "#b71c1c");

    private final String background;
    private final String foreground;

    Condition(String background, String foreground) {
        this.background = background;
        this.foreground = foreground;
    }

    /** Of what an engine knows; null stands for nothing. */
    static Condition of(@Nullable ManifoldStatus status) {
        if (status == null) {
            return MISSING;
        }
        return switch (status.state()) {
            case STARTING -> STARTING;
            case STARTED -> STARTED;
            case STOPPING -> STOPPING;
            case GIVEN_UP -> GIVEN_UP;
            case ABANDONED -> ABANDONED;
            case STOPPED -> !status.waitingFor().isEmpty() ? WAITING : status.nextStart() != null ? FAILED : STOPPED;
        };
    }

    /** The colour of the area in a picture. */
    String background() {
        return background;
    }

    /** The colour of the border in a picture. */
    String foreground() {
        return foreground;
    }

    /** The state, as reports spell it. */
    String state() {
        return switch (this) {
            case FAILED, WAITING -> STOPPED.text();
            default -> text();
        };
    }

    /** The condition, for people. */
    String text() {
        return this == MISSING ? "not installed" : toString().replace('_', ' ');
    }

    /** The condition in one word, for programs. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
