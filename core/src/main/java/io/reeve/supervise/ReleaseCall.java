// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of the action that the owner of a registration wanted run at its end. */
final class ReleaseCall<R extends Run> extends ForeignCall {
    private final Supervisor<R> supervisor;
    private final R last;
    private final Consumer<@Nullable Throwable> action;
    private final @Nullable Throwable error;

    ReleaseCall(
            Supervisor<R> supervisor,
            R last,
            ClassLoader contextClassLoader,
            Consumer<@Nullable Throwable> action,
            @Nullable Throwable error) {
        super(contextClassLoader);
        this.supervisor = supervisor;
        this.last = last;
        this.action = action;
        this.error = error;
    }

    @Override
    protected String threadName() {
        return supervisor.threadName(last);
    }

    @Override
    protected void call() {
        try {
            action.accept(error);
        } catch (Throwable thrown) {
            supervisor.misbehaved(last, "the action for its removal threw", thrown);
        }
    }
}
