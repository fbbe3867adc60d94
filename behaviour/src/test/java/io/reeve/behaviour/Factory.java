// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A start function of scripted workers that remembers how often it was called and what it returned. */
final class Factory implements WorkerFactory {
    /** What one start does. */
    @FunctionalInterface
    interface Start {
        ScriptedWorker start(StartContext context) throws Exception;
    }

    private final Start start;

    // All guarded by this.
    private boolean over;
    private final List<StartContext> contexts = new ArrayList<>();
    private final List<CompletableFuture<ScriptedWorker>> workers = new ArrayList<>();

    Factory(Start start) {
        this.start = start;
    }

    @Override
    public Worker start(StartContext context) throws Exception {
        int number;
        synchronized (this) {
            contexts.add(context);
            number = contexts.size();
        }
        ScriptedWorker worker = start.start(context);
        future(number).complete(worker);
        endIfOver(worker);
        return worker;
    }

    private synchronized CompletableFuture<ScriptedWorker> future(int number) {
        while (workers.size() < number) {
            workers.add(new CompletableFuture<>());
        }
        return workers.get(number - 1);
    }

    /** The worker of the start with a number, the first being 1; waits until it is made. */
    ScriptedWorker worker(int number) throws Exception {
        return Soon.get(future(number));
    }

    /** The context of the start with a number, which must have begun. */
    synchronized StartContext context(int number) {
        return contexts.get(number - 1);
    }

    synchronized int starts() {
        return contexts.size();
    }

    private synchronized void endIfOver(ScriptedWorker worker) {
        if (over && worker != null) {
            worker.end();
        }
    }

    /** Ends all workers, whatever they think of it, also those that are still to be made. */
    synchronized void endAll() {
        over = true;
        for (CompletableFuture<ScriptedWorker> made : List.copyOf(workers)) {
            endIfOver(made.getNow(null));
        }
    }
}
