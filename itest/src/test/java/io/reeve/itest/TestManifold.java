// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;

import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.Output;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A manifold that remembers its workers and notes in a diary what happens to them. It offers a {@link Callable} that
 * tells its name.
 */
final class TestManifold implements Manifold {
    private final String name;
    private final List<String> diary;
    private final List<Input> inputs = new ArrayList<>();
    private final List<TestWorker> workers = new CopyOnWriteArrayList<>();
    private final List<Object> seen = new CopyOnWriteArrayList<>();
    private volatile boolean deaf;
    private volatile Before before = () -> {};

    /** What happens before the manifold says what its inputs are. */
    @FunctionalInterface
    interface Before {
        void asked() throws InterruptedException;
    }

    TestManifold(String name, List<String> diary) {
        this.name = name;
        this.diary = diary;
    }

    TestManifold needs(Input input) {
        inputs.add(input);
        return this;
    }

    TestManifold needs(String input) {
        return needs(Input.of(input, Callable.class));
    }

    /** From now on its workers do not listen when they are killed. */
    TestManifold deaf() {
        deaf = true;
        return this;
    }

    TestManifold first(Before action) {
        before = action;
        return this;
    }

    @Override
    public List<Input> inputs() {
        try {
            before.asked();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return inputs;
    }

    @Override
    public Worker start(Inputs given) throws Exception {
        for (Input input : inputs) {
            if (input.type() != null && given.isRunning(input.name())) {
                seen.add(given.get(input.name(), Callable.class).call());
            }
        }
        diary.add("start " + name);
        boolean isDeaf = deaf;
        TestWorker worker = new TestWorker(isDeaf) {
            @Override
            public void kill() {
                if (kills() == 0) {
                    diary.add("kill " + name);
                }
                super.kill();
            }
        };
        var unused = worker.completion().thenRun(() -> diary.add("end " + name));
        workers.add(worker);
        return worker;
    }

    @Override
    public List<Output<?>> outputs() {
        return List.of(new Output<>(Callable.class, worker -> named()));
    }

    private Callable<String> named() {
        return () -> name;
    }

    /** What its inputs gave it, in the order of its starts. */
    List<Object> seen() {
        return seen;
    }

    List<TestWorker> workers() {
        return workers;
    }

    /** The worker that it made as its n-th, as soon as it has. */
    TestWorker worker(int n) {
        return eventually(name + " has made worker " + n, () -> workers, made -> made.size() >= n)
                .get(n - 1);
    }

    void endAll() {
        deaf = false;
        workers.forEach(TestWorker::end);
    }
}
