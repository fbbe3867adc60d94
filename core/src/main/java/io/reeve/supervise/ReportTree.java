// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A supervisor that may have others inside it, all of whose reports are collected in one round. */
public interface ReportTree {
    /**
     * Collects a report without waiting for it.
     *
     * @param path the supervisors that this one is inside of: one that contains itself ends the descent
     * @return the report
     */
    Report collect(Deque<ReportTree> path);

    /**
     * Adds what a worker says of itself, if it has anything to say.
     *
     * @param <R> the kind of run
     * @param report the report of its supervisor
     * @param entry where it goes
     * @param path as in {@link #collect}, with the supervisor itself
     * @param calls where the worker is asked
     * @param supervisor its supervisor
     * @param run its run
     */
    static <R extends Run> void add(
            Report report,
            Map<String, Object> entry,
            Deque<ReportTree> path,
            Calls calls,
            Supervisor<R> supervisor,
            R run) {
        Worker worker = run.worker();
        ReportTree nested = worker == null ? null : Trees.of(worker);
        if (nested != null) {
            if (!path.contains(nested)) {
                report.await(entry, nested.collect(path));
            }
        } else if (worker instanceof Reporter reporter) {
            report.await(entry, calls.ask(supervisor, run, reporter));
        }
    }

    /** Which workers are trees: their classes say so here, since their own packages show nothing of it. */
    final class Trees {
        private static final List<Function<Worker, @Nullable ReportTree>> KINDS = new CopyOnWriteArrayList<>();

        private Trees() {}

        /**
         * Makes a class known, from its static initialiser.
         *
         * @param <W> the class
         * @param kind the class
         * @param tree what is inside its objects
         */
        public static <W extends Worker> void register(Class<W> kind, Function<W, ReportTree> tree) {
            KINDS.add(worker -> kind.isInstance(worker) ? tree.apply(kind.cast(worker)) : null);
        }

        private static @Nullable ReportTree of(Worker worker) {
            for (Function<Worker, @Nullable ReportTree> kind : KINDS) {
                ReportTree tree = kind.apply(worker);
                if (tree != null) {
                    return tree;
                }
            }
            return null;
        }
    }
}
