// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A caller that waits for something to happen to one id: a node of that id's list, so that giving up costs the
 * same however many others wait.
 *
 * @param <T> what it waits for
 */
public final class Waiter<T extends @Nullable Object> extends CompletableFuture<T> {
    // All three guarded by the supervisor's lock.
    private @Nullable Line<T> line;
    private @Nullable Waiter<T> previous;
    private @Nullable Waiter<T> next;

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    /**
     * Completes a waiter that waits for no value.
     *
     * @param error what to complete it with; null to complete it normally
     */
    @SuppressWarnings("NullAway") // without a value
    public void finish(@Nullable Throwable error) {
        if (error == null) {
            complete(null);
        } else {
            completeExceptionally(error);
        }
    }

    /** Leaves its line, if it still stands in one. */
    public void leave() {
        if (line != null) {
            line.remove(this);
        }
    }

    /**
     * The waiters of one id, in the order in which they came. Guarded by the supervisor's lock.
     *
     * @param <T> what they wait for
     */
    public static final class Line<T extends @Nullable Object> {
        private @Nullable Waiter<T> first;
        private @Nullable Waiter<T> last;

        /** Creates an empty line. */
        public Line() {}

        /**
         * Puts a new waiter at the end.
         *
         * @return the waiter
         */
        public Waiter<T> join() {
            Waiter<T> waiter = new Waiter<>();
            join(waiter);
            return waiter;
        }

        /**
         * Puts a waiter that stands in no line at the end of this one.
         *
         * @param waiter the waiter
         */
        public void join(Waiter<T> waiter) {
            waiter.line = this;
            waiter.previous = last;
            if (last == null) {
                first = waiter;
            } else {
                last.next = waiter;
            }
            last = waiter;
        }

        /**
         * Takes the first waiter out.
         *
         * @return the waiter; null if there is none
         */
        public @Nullable Waiter<T> poll() {
            Waiter<T> waiter = first;
            if (waiter != null) {
                remove(waiter);
            }
            return waiter;
        }

        /**
         * Whether nobody waits.
         *
         * @return true if so
         */
        public boolean isEmpty() {
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
