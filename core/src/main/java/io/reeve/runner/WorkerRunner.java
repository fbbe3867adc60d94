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

    private static RuntimeException stub() {
        return new UnsupportedOperationException();
    }

    /**
     * Starts a runner.
     *
     * @param params the parameters
     * @return the running runner
     */
    public static WorkerRunner start(RunnerParams params) {
        throw stub();
    }

    /**
     * Registers a worker and starts it, as {@link #startWorker(String, WorkerFactory, Restart)}.
     *
     * @param spec the worker
     * @return false if the id was already there and nothing was done
     */
    public boolean startWorker(WorkerSpec spec) {
        throw stub();
    }

    /**
     * Changes the failure policy and the default restart policy from now on; restarts nothing. A restart delay that
     * has begun keeps its length. Clock, executor, logger and listeners stay as they are.
     *
     * @param params the new parameters
     * @throws IllegalArgumentException if they have another name
     */
    public void update(RunnerParams params) {
        throw stub();
    }

    /**
     * The stacks of the threads that are inside code of a worker on behalf of this runner: its start function, its
     * {@code kill}, its reporter.
     *
     * @param id the id
     * @return stacks by thread name, empty if there is no such thread or worker
     */
    public Map<String, List<StackTraceElement>> stacks(String id) {
        throw stub();
    }

    @Override
    public String name() {
        throw stub();
    }

    @Override
    public State state() {
        throw stub();
    }

    @Override
    public Optional<Throwable> failure() {
        throw stub();
    }

    @Override
    public void kill() {
        throw stub();
    }

    @Override
    public CompletionStage<Void> completion() {
        throw stub();
    }

    @Override
    public Map<String, Object> report() {
        throw stub();
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory) {
        throw stub();
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory, Restart restart) {
        throw stub();
    }

    @Override
    public CompletionStage<Void> stopWorker(String id) {
        throw stub();
    }

    @Override
    public void restartWorker(String id) {
        throw stub();
    }

    @Override
    public CompletableFuture<Worker> worker(String id) {
        throw stub();
    }

    @Override
    public Set<String> workerIds() {
        throw stub();
    }

    @Override
    public Optional<WorkerStatus> status(String id) {
        throw stub();
    }

    @Override
    public List<WorkerStatus> statuses() {
        throw stub();
    }
}
