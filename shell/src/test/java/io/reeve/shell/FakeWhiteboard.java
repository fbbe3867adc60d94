// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.Whiteboard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A whiteboard with the factories that a test says; it writes down what it is asked to do. */
final class FakeWhiteboard implements Whiteboard {
    final List<String> asked = new ArrayList<>();
    final List<FactoryStatus> factories = new ArrayList<>();
    CompletableFuture<Void> stopping = CompletableFuture.completedFuture(null);
    boolean runnerIsDead;
    boolean serviceIsGone;

    FakeWhiteboard with(FactoryStatus factory) {
        factories.add(factory);
        return this;
    }

    @Override
    public List<FactoryStatus> factories() {
        return List.copyOf(factories);
    }

    /** Two links: what the factory is, and that it is told so. */
    @Override
    public Optional<Why> why(long serviceId) {
        return factories.stream()
                .filter(factory -> factory.serviceId() == serviceId)
                .findFirst()
                .map(factory -> new Why(
                        "factory '" + factory.id() + "'",
                        factory.state().toString(),
                        factory.reason(),
                        null,
                        null,
                        null,
                        new Why("the root", "there", "as the whiteboard was told", null, null, null, null)));
    }

    @Override
    public boolean start(String runner, String id) {
        asked.add("start " + runner + "/" + id);
        if (runnerIsDead) {
            throw new RunnerDeadException("runner '" + runner + "' is dead; restart its bundle", null);
        }
        return factories.stream().noneMatch(f -> id.equals(f.id()) && f.state() == FactoryStatus.State.ACTIVE);
    }

    @Override
    public CompletionStage<Void> stop(String runner, String id) {
        asked.add("stop " + runner + "/" + id);
        if (serviceIsGone) {
            throw new WorkerNotFoundException("no factory offers '" + id + "'");
        }
        return stopping.minimalCompletionStage();
    }
}
