// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.TimeText;
import io.reeve.worker.Restart;
import java.util.Locale;

/** A restart policy in plain words. */
final class RestartWords {
    private RestartWords() {}

    static String of(Restart restart) {
        String delay = restart.delay().isZero() ? "at once" : TimeText.duration(restart.delay()) + " later";
        return switch (restart.when()) {
            case ON_FAILURE -> "started again " + delay + " after a failure; an end without error is for good";
            case ALWAYS -> "started again " + delay + ", however it ends";
            case NEVER -> "never started again, however it ends";
        };
    }

    /** The name as the service property spells it. */
    static String name(Restart.When when) {
        return when.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
