// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleException;

/** A factory of workers that do what the test says. */
final class Puppets implements WorkerFactory {
    private final List<Puppet> all = new CopyOnWriteArrayList<>();

    /** Whether workers started from now on ignore their kill. */
    volatile boolean deaf;

    /** Runs in the start function before the worker is made. */
    volatile StartHook onStart = context -> {};

    interface StartHook {
        void run(StartContext context) throws Exception;
    }

    static Puppets deaf() {
        Puppets puppets = new Puppets();
        puppets.deaf = true;
        return puppets;
    }

    static Puppets failingToStart() {
        Puppets puppets = new Puppets();
        puppets.onStart = context -> {
            throw new BundleException("cannot start");
        };
        return puppets;
    }

    @Override
    public Worker start(StartContext context) throws Exception {
        onStart.run(context);
        // As one step, lest a worker be made deaf after all were told to hear again.
        synchronized (this) {
            Puppet puppet = new Puppet(context, deaf);
            all.add(puppet);
            return puppet;
        }
    }

    int started() {
        return all.size();
    }

    List<Puppet> alive() {
        List<Puppet> alive = new ArrayList<>(all);
        alive.removeIf(puppet -> puppet.end.isDone());
        return alive;
    }

    /** The one worker that runs; waits until there is one. */
    Puppet running() {
        Eventually.is("a worker runs", () -> !alive().isEmpty());
        return alive().get(0);
    }

    /** Lets those end that ignored their kill, and makes none like them any more. */
    synchronized void hearAgain() {
        deaf = false;
        all.forEach(Puppet::hearAgain);
    }

    /** A worker. */
    static final class Puppet implements Worker {
        final String runner;
        final String id;
        final long generation;
        final ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();

        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private boolean deaf;
        private boolean killed;

        Puppet(StartContext context, boolean deaf) {
            this.runner = context.runner();
            this.id = context.id();
            this.generation = context.generation();
            this.deaf = deaf;
        }

        @Override
        public synchronized void kill() {
            killed = true;
            if (!deaf) {
                end.complete(null);
            }
        }

        synchronized boolean isKilled() {
            return killed;
        }

        synchronized void hearAgain() {
            deaf = false;
            if (killed) {
                end.complete(null);
            }
        }

        void finish() {
            end.complete(null);
        }

        void fail(Throwable error) {
            end.completeExceptionally(error);
        }

        @Override
        public CompletionStage<Void> completion() {
            return end;
        }
    }
}
