// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A caller that waits for something to happen to one id: a node of that id's list, so that giving up costs the
 * same however many others wait.
 */
final class Waiter<T extends @Nullable Object> extends CompletableFuture<T> {
    // All three guarded by the runner's lock.
    private @Nullable Line<T> line;
    private @Nullable Waiter<T> previous;
    private @Nullable Waiter<T> next;

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    /** For those who wait for no value. */
    @SuppressWarnings("NullAway")
    void completeEmpty() {
        complete(null);
    }

    /** Leaves its line, if it still stands in one. */
    void leave() {
        if (line != null) {
            line.remove(this);
        }
    }

    /** The waiters of one id, in the order in which they came. Guarded by the runner's lock. */
    static final class Line<T extends @Nullable Object> {
        private @Nullable Waiter<T> first;
        private @Nullable Waiter<T> last;

        Waiter<T> join() {
            Waiter<T> waiter = new Waiter<>();
            join(waiter);
            return waiter;
        }

        /** Puts a waiter that stands in no line at the end of this one. */
        void join(Waiter<T> waiter) {
            waiter.line = this;
            waiter.previous = last;
            if (last == null) {
                first = waiter;
            } else {
                last.next = waiter;
            }
            last = waiter;
        }

        /** Takes the first waiter out; null if there is none. */
        @Nullable
        Waiter<T> poll() {
            Waiter<T> waiter = first;
            if (waiter != null) {
                remove(waiter);
            }
            return waiter;
        }

        boolean isEmpty() {
            return first == null;
        }

        private void remove(Waiter<T> waiter) {
            Waiter<T> before = waiter.previous;
            Waiter<T> after = waiter.next;
            if (before == null) {
                first = after;
            } else {
                before.next = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.previous = before;
            }
            waiter.line = null;
            waiter.previous = null;
            waiter.next = null;
        }
    }
}
