// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.supervise.OneWayStage;
import io.reeve.worker.Worker;
import java.util.concurrent.CompletionStage;

/** Stands for an engine inside itself: ends when it is killed, and has nothing else to do. */
final class Presence implements Worker {
    private final OneWayStage completion = new OneWayStage();

    @Override
    public void kill() {
        completion.finish(null);
    }

    @Override
    public CompletionStage<Void> completion() {
        return completion;
    }
}
