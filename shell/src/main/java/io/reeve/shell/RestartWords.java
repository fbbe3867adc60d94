// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.TimeText;
import io.reeve.worker.Restart;
import java.util.Locale;

/** A restart policy in plain words. */
final class RestartWords {
    private RestartWords() {}

    static String of(Restart restart) {
        return switch (restart.when()) {
            case ON_FAILURE ->
                "started again " + delay(restart) + " after a failure" + limits(restart)
                        + "; an end without error is for good";
            case ALWAYS -> "started again " + delay(restart) + ", however it ends" + limits(restart);
            case NEVER -> "never started again, however it ends";
        };
    }

    private static String delay(Restart restart) {
        return restart.delay().isZero() ? "at once" : TimeText.duration(restart.delay()) + " later";
    }

    private static String limits(Restart restart) {
        String growth = restart.factor() == 1
                ? ""
                : ", with delays that grow by the factor " + restart.factor()
                        + (restart.maxDelay().isZero() ? "" : " up to " + TimeText.duration(restart.maxDelay()));
        return growth + (restart.budget() == 0 ? "" : ", " + budget(restart));
    }

    private static String budget(Restart restart) {
        return "at most " + restart.budget() + " times in " + TimeText.duration(restart.window())
                + switch (restart.exhausted()) {
                    case GIVE_UP -> ", then given up";
                    case RETRY_SLOWLY -> ", then every " + TimeText.duration(restart.slowDelay());
                    case ESCALATE -> ", then the runner ends";
                };
    }

    /** The name as the service property spells it. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
