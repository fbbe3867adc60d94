// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerListener;
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
        Supervision supervision = slot.settings().supervision();
        return RunnerParams.builder(slot.name)
                .failurePolicy(slot.policy())
                .restart(supervision.restart())
                .startTimeout(supervision.startTimeout())
                .stopTimeout(supervision.stopTimeout())
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
    public boolean has(String id) {
        return runner.status(id).isPresent();
    }

    @Override
    public Optional<String> givenUp(String id) {
        return runner.status(id)
                .filter(status -> status.state() == WorkerStatus.State.GIVEN_UP)
                .map(status -> HostKind.RUNNER.reasonOfGivingUp(status.restart()));
    }

    @Override
    public boolean resume(String id) {
        if (givenUp(id).isEmpty()) {
            return false;
        }
        try {
            runner.restartWorker(id);
            return true;
        } catch (WorkerNotFoundException gone) {
            return false;
        }
    }

    @Override
    public Optional<Why> why(String id) {
        return runner.why(id);
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
    public ListenerRegistration addListener(String description, RunnerListener listener) {
        return runner.addListener(description, listener);
    }

    @Override
    public Object service() {
        return runner;
    }
}
