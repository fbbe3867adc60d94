// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Run;
import org.jspecify.annotations.Nullable;

/** One run of the worker of an entry. */
final class Incarnation extends Run {
    final Entry entry;

    Incarnation(Entry entry, long generation, @Nullable Throwable previousFailure) {
        super(generation, previousFailure, entry.spec.interruptible());
        this.entry = entry;
    }

    @Override
    public String id() {
        return entry.id();
    }

    @Override
    public ClassLoader contextClassLoader() {
        return entry.spec.contextClassLoader();
    }
}
