// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is known of one thing, a name and a value on each line. Takes any text. Not for several threads. */
public final class Facts {
    private static final int WIDEST_LINE = 120;

    private final Instant now;
    private final StringBuilder lines = new StringBuilder();

    /**
     * No facts yet.
     *
     * @param now when they hold
     */
    public Facts(Instant now) {
        this.now = now;
    }

    /**
     * Adds a fact.
     *
     * @param name what it is called
     * @param value any text
     * @return this
     */
    public Facts add(String name, String value) {
        lines.append(name).append(": ").append(SafeText.line(value)).append('\n');
        return this;
    }

    /**
     * Adds a moment in the past.
     *
     * @param name what it is called
     * @param moment the moment; null if it is still to come for the first time
     * @return this
     */
    public Facts past(String name, @Nullable Instant moment) {
        return add(
                name,
                moment == null ? "none yet" : TimeText.moment(moment) + " (" + TimeText.age(moment, now) + " ago)");
    }

    /**
     * Adds a moment in the future.
     *
     * @param name what it is called
     * @param moment the moment; nothing is added for null
     * @return this
     */
    public Facts future(String name, @Nullable Instant moment) {
        if (moment == null) {
            return this;
        }
        String date = TimeText.moment(moment);
        String until = TimeText.until(moment, now);
        return add(name, date.equals(until) ? date : date + " (" + until + ")");
    }

    /**
     * Adds an error with all that led to it.
     *
     * @param name what it is called
     * @param failure the error; null for none
     * @return this
     */
    public Facts failure(String name, @Nullable Throwable failure) {
        if (failure == null) {
            return add(name, "none");
        }
        List<String> chain = FailureText.chain(failure);
        add(name, chain.get(0));
        chain.stream().skip(1).forEach(cause -> add("caused by", cause));
        for (Throwable other : failure.getSuppressed()) {
            add("suppressed", FailureText.line(other, WIDEST_LINE));
        }
        return this;
    }

    /** Returns the lines, the last one without an end of line. */
    @Override
    public String toString() {
        return lines.toString().stripTrailing();
    }
}
