// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.ForeignCall;
import io.reeve.worker.Worker;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of one worker: from the call of the start function to the end of what it returned. */
final class Incarnation {
    final Entry entry;
    final WorkerSpec spec;
    final long generation;

    /** What ended the incarnation before; null if that does not concern this one. */
    final @Nullable Throwable previousFailure;

    /** Guarded by the runner's lock; read by anyone once the entry says that it is started. */
    volatile @Nullable Worker worker;

    /** The foreign call on behalf of this incarnation that began last, if it was not a report. Written by the shell. */
    volatile @Nullable ForeignCall call;

    /** The last report that was asked for. Written by the shell. */
    volatile @Nullable ReportCall report;

    /** Written with the runner's lock held, before the start function is told; never cleared. */
    volatile boolean cancelled;

    /** Guarded by the runner's lock. */
    boolean ended;

    Incarnation(Entry entry, WorkerSpec spec, long generation, @Nullable Throwable previousFailure) {
        this.entry = entry;
        this.spec = spec;
        this.generation = generation;
        this.previousFailure = previousFailure;
    }

    /** The threads that are inside this worker's code on our behalf. */
    List<Thread> threads() {
        return Stream.of(call, report)
                .filter(Objects::nonNull)
                .map(ForeignCall::thread)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
