// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;

import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A factory that remembers what it was asked for and what it handed out. */
final class TestFactory implements WorkerFactory {
    private final List<StartContext> starts = new CopyOnWriteArrayList<>();
    private final List<TestWorker> workers = new CopyOnWriteArrayList<>();
    private volatile Supplier<TestWorker> next = TestWorker::obedient;
    private volatile Before before = context -> {};

    /** What happens in a start before the worker is made. */
    @FunctionalInterface
    interface Before {
        void start(StartContext context) throws Exception;
    }

    /** From now on its workers do not listen when they are killed. */
    TestFactory deaf() {
        return handingOut(TestWorker::deaf);
    }

    TestFactory handingOut(Supplier<TestWorker> worker) {
        next = worker;
        return this;
    }

    /** From now on each start does this first. */
    TestFactory first(Before action) {
        before = action;
        return this;
    }

    @Override
    public Worker start(StartContext context) throws Exception {
        starts.add(context);
        before.start(context);
        TestWorker worker = next.get();
        workers.add(worker);
        return worker;
    }

    List<StartContext> starts() {
        return starts;
    }

    List<TestWorker> workers() {
        return workers;
    }

    /** The worker that it made first, as soon as it has. */
    TestWorker worker() {
        return worker(1);
    }

    /** The worker that it made as its n-th, as soon as it has. */
    TestWorker worker(int n) {
        return eventually("a factory has made worker " + n, () -> workers, made -> made.size() >= n)
                .get(n - 1);
    }

    /** Ends all its workers, also the deaf ones, and those to come. */
    void endAll() {
        next = TestWorker::obedient;
        before = context -> {};
        workers.forEach(TestWorker::end);
    }
}
