// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The implementation of {@link Runner}. */
@SuppressWarnings("DoNotCallSuggester")
public final class WorkerRunner implements Runner {
    private WorkerRunner() {}

    @SuppressWarnings({"TypeParameterUnusedInFormals", "DoNotCallSuggester"})
    private static <T> T stub() {
        throw new UnsupportedOperationException("not yet");
    }

    /**
     * Starts a runner.
     *
     * @param params the parameters
     * @return the running runner
     */
    public static WorkerRunner start(RunnerParams params) {
        return stub();
    }

    /**
     * Registers a worker and starts it, as {@link #startWorker(String, WorkerFactory, Restart)}.
     *
     * @param spec the worker
     * @return false if the id was already there and nothing was done
     */
    public boolean startWorker(WorkerSpec spec) {
        return stub();
    }

    /**
     * Changes the failure policy and the default restart policy from now on; restarts nothing. A restart delay that
     * has begun keeps its length. Clock, executor, logger and listeners stay as they are.
     *
     * @param params the new parameters
     * @throws IllegalArgumentException if they have another name
     */
    public void update(RunnerParams params) {
        stub();
    }

    /**
     * The stacks of the threads that are inside code of a worker on behalf of this runner: its start function, its
     * {@code kill}, its reporter.
     *
     * @param id the id
     * @return stacks by thread name, empty if there is no such thread or worker
     */
    public Map<String, List<StackTraceElement>> stacks(String id) {
        return stub();
    }

    @Override
    public String name() {
        return stub();
    }

    @Override
    public State state() {
        return stub();
    }

    @Override
    public Optional<Throwable> failure() {
        return stub();
    }

    @Override
    public void kill() {
        stub();
    }

    @Override
    public CompletionStage<Void> completion() {
        return stub();
    }

    @Override
    public Map<String, Object> report() {
        return stub();
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory) {
        return stub();
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory, Restart restart) {
        return stub();
    }

    @Override
    public CompletionStage<Void> stopWorker(String id) {
        return stub();
    }

    @Override
    public void restartWorker(String id) {
        stub();
    }

    @Override
    public CompletableFuture<Worker> worker(String id) {
        return stub();
    }

    @Override
    public Set<String> workerIds() {
        return stub();
    }

    @Override
    public Optional<WorkerStatus> status(String id) {
        return stub();
    }

    @Override
    public List<WorkerStatus> statuses() {
        return stub();
    }
}
