// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Runner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A runner of the board. */
final class RunnerHost implements Host {
    final WorkerRunner runner;

    RunnerHost(WorkerRunner runner) {
        this.runner = runner;
    }

    static RunnerHost start(Slot slot) {
        return new RunnerHost(WorkerRunner.start(params(slot)));
    }

    private static RunnerParams params(Slot slot) {
        return RunnerParams.builder(slot.name)
                .failurePolicy(slot.policy())
                .restart(slot.settings().restart())
                .clock(slot.board().clock())
                .logger(System.getLogger("io.reeve.runner"))
                .listener(slot.deathWatch())
                .build();
    }

    @Override
    public HostKind kind() {
        return HostKind.RUNNER;
    }

    @Override
    public String name() {
        return runner.name();
    }

    @Override
    public Runner.State state() {
        return runner.state();
    }

    @Override
    public Optional<Throwable> failure() {
        return runner.failure();
    }

    @Override
    public CompletionStage<Void> completion() {
        return runner.completion();
    }

    @Override
    public void kill() {
        runner.kill();
    }

    @Override
    public void update(Slot slot) {
        runner.update(params(slot));
    }

    @Override
    public CompletionStage<Void> stop(String id) {
        return runner.stopWorker(id);
    }

    @Override
    public Map<String, List<StackTraceElement>> stacks(String id) {
        return runner.stacks(id);
    }

    @Override
    public List<String> heldBy(String id) {
        return List.of();
    }

    @Override
    public Object service() {
        return runner;
    }
}
