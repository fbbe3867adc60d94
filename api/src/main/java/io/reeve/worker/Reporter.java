// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Optional capability of a {@link Worker}: to describe itself to people.
 *
 * <p>Reports are for human eyes. The keys here are conventions that make them easier to read; no code may depend
 * on the form of a report.
 */
@ConsumerType
public interface Reporter {
    /**
     * Key of the state of a worker: {@code starting}, {@code started}, {@code stopping}, {@code stopped},
     * {@code given up}, {@code abandoned} or something else.
     */
    String KEY_STATE = "state";

    /** Key of the nested map that a worker which is itself a reporter returned. */
    String KEY_REPORT = "report";

    /** Key of the time at which the worker was last started, in UTC as {@code yyyy-MM-dd HH:mm:ss}. */
    String KEY_STARTED = "started";

    /** Key of the text of an error. */
    String KEY_ERROR = "error";

    /** Key of a runner's map from id to the entry of that worker. */
    String KEY_WORKERS = "workers";

    /** Key of the number of the present incarnation of a worker. */
    String KEY_GENERATION = "generation";

    /** Key of the number of restarts since the id was registered or an operator restarted it. */
    String KEY_RESTARTS = "restarts";

    /** Key of the time of the next start of a worker that waits for its restart, in UTC as {@code yyyy-MM-dd HH:mm:ss}. */
    String KEY_NEXT_START = "next-start";

    /** Key of an engine's map from the name of a manifold to its entry. */
    String KEY_MANIFOLDS = "manifolds";

    /** Key of the names of the inputs of a manifold. */
    String KEY_INPUTS = "inputs";

    /** Key of the number of successful starts of a manifold. */
    String KEY_START_COUNT = "start-count";

    /** Key of an engine's map from inputs that nobody installed to the manifolds that have them as an input. */
    String KEY_MISSING = "missing";

    /** Key of the number of failures in a row of a worker. */
    String KEY_FAILURES = "failures";

    /** Key of how much of its restart budget a worker has used, in words. */
    String KEY_BUDGET = "budget";

    /** Key of why and after how long a worker that waits for its restart is started again, in words. */
    String KEY_RESTART = "restart";

    /** Key of true for a worker that takes longer to start or to stop than it may. */
    String KEY_OVERDUE = "overdue";

    /** Key of the number of workers that a runner has abandoned and that have not ended since. */
    String KEY_ABANDONED = "abandoned";

    /** Key of a map from the names of threads to where they are, each a list of strings. */
    String KEY_STACKS = "stacks";

    /**
     * Describes the present state of this object.
     *
     * <p>Called from any thread, possibly concurrently, and while no lock of ours is held. It should answer at
     * once: one that does not is left out of the report that asked for it. What it returns is copied; values
     * other than maps, collections, strings, numbers and booleans are shown as text.
     *
     * @return a map from names to values, never null
     */
    Map<String, Object> report();
}
