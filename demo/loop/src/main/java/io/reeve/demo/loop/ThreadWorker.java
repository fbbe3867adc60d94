// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.loop;

import io.reeve.worker.Reporter;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is one thread. It ends when its task ends; killing it interrupts the thread, once, and an
 * interruption that leaves the task after that is a clean end.
 *
 * <p>Completing the stage is the last thing the thread does, so whoever sees the worker ended can rely on everything
 * the task has used being free again.
 */
public final class ThreadWorker implements Worker, Reporter {
    private final Task task;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletionStage<Void> completion = ended.minimalCompletionStage();

    /** Guarded by this. */
    private boolean killed;

    /** Whether the task has ended, so that an interrupt would hit somebody else's code. Guarded by this. */
    private boolean over;

    private ThreadWorker(String name, Task task) {
        this.task = task;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * Starts a worker whose thread is named after its runner, its id and its generation.
     *
     * @param context tells the names
     * @param task what it does
     * @return the running worker
     */
    public static ThreadWorker start(StartContext context, Task task) {
        return start(context.runner() + "/" + context.id() + "#" + context.generation(), task);
    }

    /**
     * Starts a worker.
     *
     * @param name the name of its thread
     * @param task what it does
     * @return the running worker
     */
    public static ThreadWorker start(String name, Task task) {
        ThreadWorker worker = new ThreadWorker(name, task);
        worker.thread.start();
        return worker;
    }

    @Override
    public synchronized void kill() {
        if (!killed && !over) {
            killed = true;
            thread.interrupt();
        }
    }

    @Override
    public CompletionStage<Void> completion() {
        return completion;
    }

    @Override
    public Map<String, Object> report() {
        return task.report();
    }

    private void run() {
        Throwable failure = runTask();
        if (failure == null) {
            ended.complete(null);
        } else {
            ended.completeExceptionally(failure);
        }
    }

    private @Nullable Throwable runTask() {
        Throwable failure = null;
        try {
            task.run();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        synchronized (this) {
            over = true;
            // An interrupt that came too late for the task must not reach those who wait for the end.
            Thread.interrupted();
            return killed && failure instanceof InterruptedException ? null : failure;
        }
    }
}
