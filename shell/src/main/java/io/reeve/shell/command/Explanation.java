// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import io.reeve.shell.text.SafeText;
import io.reeve.shell.text.WhyText;
import io.reeve.worker.Why;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The answer to the command {@code why} of any scope. No record: a chain is too long to be compared link in link. */
public final class Explanation implements Answer {
    private static final int WIDEST_LINE = 400;

    private final Why why;
    private final Instant now;

    /**
     * An explanation.
     *
     * @param why the first link of the chain
     * @param now when this was so
     */
    public Explanation(Why why, Instant now) {
        this.why = why;
        this.now = now;
    }

    @Override
    public String inspect() {
        return WhyText.lines(why, now);
    }

    /** What one sees and its root cause. */
    @Override
    public String line() {
        Why root = why.root();
        String seen = WhyText.line(why, now);
        return SafeText.line(
                why.because() == null ? seen : seen + "; root cause: " + WhyText.line(root, now), WIDEST_LINE);
    }

    @Override
    public String part() {
        return SafeText.line("why(" + why.subject() + ")", WIDEST_LINE);
    }

    @Override
    public @Nullable Object json() {
        return WhyText.json(why);
    }

    @Override
    public String toString() {
        return inspect();
    }
}
