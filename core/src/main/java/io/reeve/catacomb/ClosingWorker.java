// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import io.reeve.supervise.Threads;
import io.reeve.worker.Worker;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A worker made of something that can be closed and a stage that says when it has ended. */
final class ClosingWorker implements Worker {
    private final AutoCloseable resource;
    private final String name;
    private final JointEnd end = new JointEnd();

    private ClosingWorker(AutoCloseable resource) {
        this.resource = resource;
        this.name = "closing " + resource.getClass().getName();
    }

    static ClosingWorker start(AutoCloseable resource, CompletionStage<?> ended) {
        ClosingWorker worker = new ClosingWorker(resource);
        // handle, not whenComplete: that would build an exception of its own for each failure.
        var unused = ended.handle((value, error) -> {
            worker.ended(error == null ? null : Worker.unwrap(error));
            return null;
        });
        return worker;
    }

    private void ended(@Nullable Throwable error) {
        // Looked at first: the close that follows is not what the stage obeyed.
        Throwable own = end.unlessObedient(error);
        if (own != null) {
            end.met(own);
        }
        kill();
        end.partEnded(null);
    }

    @Override
    public void kill() {
        if (end.beginKill()) {
            ForeignTask close = new ForeignTask(name, resource, resource::close);
            Threads.forCalls().execute(() -> end.partEnded(close.outcome()));
        }
    }

    @Override
    public CompletionStage<Void> completion() {
        return end.completion();
    }

    @Override
    public String toString() {
        return "worker " + name;
    }
}
