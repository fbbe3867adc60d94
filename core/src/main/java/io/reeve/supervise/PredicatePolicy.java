// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.FailurePolicy;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * A failure policy of predicates that do not look at ids.
 *
 * @param fatal which errors are fatal
 * @param restart after which errors that are not a worker is started again
 * @param important whether a fatal error is more important than another one
 */
public record PredicatePolicy(
        Predicate<? super Throwable> fatal,
        Predicate<? super Throwable> restart,
        BiPredicate<? super Throwable, ? super Throwable> important)
        implements FailurePolicy {
    @Override
    public boolean isFatal(String id, Throwable error) {
        return fatal.test(error);
    }

    @Override
    public boolean shouldRestart(String id, Throwable error) {
        return restart.test(error);
    }

    @Override
    public boolean moreImportant(Throwable error, Throwable best) {
        return important.test(error, best);
    }
}
