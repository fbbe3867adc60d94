// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why something is as it is: one link of a chain that leads from what one sees to its root cause.
 *
 * @param subject the worker, manifold, factory or runner that this is about, with its kind: {@code worker 'db'}
 * @param state what one sees of it: {@code started}, {@code stopped}, {@code shadowed}, {@code not installed}, …
 * @param text why, in plain words, without the times and the error that stand beside it
 * @param since since when; null if that is not known
 * @param next when something will be done about it; null if nothing is planned
 * @param failure the error that led to it; null if none did
 * @param because the next link; null if this is the root cause
 */
public record Why(
        String subject,
        String state,
        String text,
        @Nullable Instant since,
        @Nullable Instant next,
        @Nullable Throwable failure,
        @Nullable Why because) {
    /**
     * All links, from this one to the root cause.
     *
     * @return this link and those behind it
     */
    public List<Why> chain() {
        List<Why> chain = new ArrayList<>();
        for (Why link = this; link != null; link = link.because) {
            chain.add(link);
        }
        return chain;
    }

    /**
     * The last link.
     *
     * @return the root cause
     */
    public Why root() {
        Why link = this;
        while (link.because != null) {
            link = link.because;
        }
        return link;
    }

    /** Link by link, since a chain may be longer than a stack is deep. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Why that)) {
            return false;
        }
        Iterator<Why> theirs = that.chain().iterator();
        for (Why mine : chain()) {
            if (!theirs.hasNext() || !mine.isLike(theirs.next())) {
                return false;
            }
        }
        return !theirs.hasNext();
    }

    private boolean isLike(Why other) {
        return subject.equals(other.subject)
                && state.equals(other.state)
                && text.equals(other.text)
                && Objects.equals(since, other.since)
                && Objects.equals(next, other.next)
                && Objects.equals(failure, other.failure);
    }

    @Override
    public int hashCode() {
        return Objects.hash(subject, state, text, since, next, failure);
    }

    /** The first link and the root cause. */
    @Override
    public String toString() {
        String first = subject + " is " + state + ": " + text;
        if (because == null) {
            return first;
        }
        Why root = root();
        return first + "; because " + root.subject + " is " + root.state + ": " + root.text;
    }
}
