// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import java.util.concurrent.CompletableFuture;

/** Actions on threads of their own. */
final class Background {
    private Background() {}

    /** Something that may throw. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Runs the action on a new thread; the future tells how it ended. */
    static CompletableFuture<Void> run(Action action) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                action.run();
                end.complete(null);
            } catch (Throwable thrown) {
                end.completeExceptionally(thrown);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }
}
