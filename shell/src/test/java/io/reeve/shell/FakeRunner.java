// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.Why;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.WorkerStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A runner that is in whatever state a test says and writes down what it is asked to do. */
final class FakeRunner implements Runner {
    final List<String> asked = new ArrayList<>();
    final Map<String, Object> report = new LinkedHashMap<>();
    CompletableFuture<Void> stopping = CompletableFuture.completedFuture(null);

    private final String name;
    private final Map<String, WorkerStatus> workers = new LinkedHashMap<>();
    private State state = State.RUNNING;
    private Throwable failure;

    FakeRunner(String name) {
        this.name = name;
    }

    FakeRunner with(WorkerStatus worker) {
        workers.put(worker.id(), worker);
        return this;
    }

    FakeRunner dead(Throwable error) {
        state = State.DEAD;
        failure = error;
        workers.clear();
        return this;
    }

    private RunnerDeadException deadException() {
        return new RunnerDeadException("runner '" + name + "' is dead; restart its bundle", failure);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory) {
        throw new AssertionError("the shell starts no worker by itself");
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory, Restart restart) {
        throw new AssertionError("the shell starts no worker by itself");
    }

    @Override
    public CompletionStage<Void> stopWorker(String id) {
        asked.add("stop " + id);
        // A stage that cannot be turned into a future is legal.
        return state == State.DEAD
                ? CompletableFuture.failedFuture(deadException())
                : stopping.minimalCompletionStage();
    }

    @Override
    public void restartWorker(String id) {
        asked.add("restart " + id);
        if (state != State.RUNNING) {
            throw deadException();
        }
        if (status(id).map(s -> s.state() == WorkerStatus.State.STOPPING).orElse(true)) {
            throw new WorkerNotFoundException("worker '" + id + "' is being stopped for good");
        }
    }

    @Override
    public CompletableFuture<Worker> worker(String id) {
        throw new AssertionError("the shell needs no worker itself");
    }

    @Override
    public Set<String> workerIds() {
        return Set.copyOf(workers.keySet());
    }

    @Override
    public Optional<WorkerStatus> status(String id) {
        return Optional.ofNullable(workers.get(id));
    }

    @Override
    public List<WorkerStatus> statuses() {
        return List.copyOf(workers.values());
    }

    @Override
    public Optional<Why> why(String id) {
        return Optional.ofNullable(workers.get(id))
                .map(worker -> new Why(
                        "worker '" + id + "'",
                        worker.state().toString(),
                        "as it was told",
                        worker.since(),
                        worker.nextStart(),
                        worker.lastFailure(),
                        null));
    }

    @Override
    public Optional<StopReceipt> stopReceipt() {
        return Optional.empty();
    }

    @Override
    public void kill() {
        throw new AssertionError("the shell kills no runner");
    }

    @Override
    public CompletionStage<Void> completion() {
        return new CompletableFuture<>();
    }

    @Override
    public Map<String, Object> report() {
        return report;
    }
}
