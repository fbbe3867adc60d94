// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.Worker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A worker with threads that this library made: they are shown, and can be interrupted, if it does not end. */
public interface OwnThreads {
    /**
     * The threads that are in code of the worker now.
     *
     * @return the threads
     */
    List<Thread> threads();

    /** Interrupts them, unless the worker refuses that. */
    void interrupt();

    /** Which workers have such threads: their classes say so here, since their own packages show nothing of it. */
    final class Kinds {
        private static final List<Function<Worker, @Nullable OwnThreads>> KINDS = new CopyOnWriteArrayList<>();

        private Kinds() {}

        /**
         * Makes a class known, from its static initialiser.
         *
         * @param <W> the class
         * @param kind the class
         * @param threads the threads of its objects
         */
        public static <W extends Worker> void register(Class<W> kind, Function<W, OwnThreads> threads) {
            KINDS.add(worker -> kind.isInstance(worker) ? threads.apply(kind.cast(worker)) : null);
        }

        /**
         * The threads of a worker.
         *
         * @param worker the worker; null for none
         * @return its threads; null if it has none that are known here
         */
        static @Nullable OwnThreads of(@Nullable Worker worker) {
            if (worker != null) {
                for (Function<Worker, @Nullable OwnThreads> kind : KINDS) {
                    OwnThreads threads = kind.apply(worker);
                    if (threads != null) {
                        return threads;
                    }
                }
            }
            return null;
        }
    }
}
