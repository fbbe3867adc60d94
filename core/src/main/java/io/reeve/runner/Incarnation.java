// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Run;
import org.jspecify.annotations.Nullable;

/** One run of the worker of an entry. */
final class Incarnation extends Run {
    final Entry entry;
    final WorkerSpec spec;

    Incarnation(Entry entry, WorkerSpec spec, long generation, @Nullable Throwable previousFailure) {
        super(generation, previousFailure);
        this.entry = entry;
        this.spec = spec;
    }

    @Override
    public String id() {
        return entry.id;
    }

    @Override
    public ClassLoader contextClassLoader() {
        return spec.contextClassLoader();
    }

    @Override
    public boolean interruptible() {
        return spec.interruptible();
    }
}
