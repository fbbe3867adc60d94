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
public final class WorkerRunner implements Runner {
    private WorkerRunner() {}

    /**
     * Starts a runner.
     *
     * @param params the parameters
     * @return the running runner
     */
    public static WorkerRunner start(RunnerParams params) {
        throw new UnsupportedOperationException();
    }

    /**
     * Registers a worker and starts it, as {@link #startWorker(String, WorkerFactory, Restart)}.
     *
     * @param spec the worker
     * @return false if the id was already there and nothing was done
     */
    public boolean startWorker(WorkerSpec spec) {
        throw new UnsupportedOperationException();
    }

    /**
     * Changes the failure policy and the default restart policy from now on; restarts nothing. A restart delay that
     * has begun keeps its length. Clock, executor, logger and listeners stay as they are.
     *
     * @param params the new parameters
     * @throws IllegalArgumentException if they have another name
     */
    public void update(RunnerParams params) {
        throw new UnsupportedOperationException();
    }

    /**
     * The stacks of the threads that are inside code of a worker on behalf of this runner: its start function, its
     * {@code kill}, its reporter.
     *
     * @param id the id
     * @return stacks by thread name, empty if there is no such thread or worker
     */
    public Map<String, List<StackTraceElement>> stacks(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
        throw new UnsupportedOperationException();
    }

    @Override
    public State state() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Throwable> failure() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void kill() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> completion() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> report() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory, Restart restart) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> stopWorker(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void restartWorker(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Worker> worker(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> workerIds() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<WorkerStatus> status(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<WorkerStatus> statuses() {
        throw new UnsupportedOperationException();
    }
}
