// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An engine of the board. */
final class EngineHost implements Host {
    private static final int LONGEST_CHAIN = 10;

    final DependencyEngine engine;

    /** The policy in force; written with the board's lock held. */
    private volatile Restart restart;

    private EngineHost(DependencyEngine engine, Restart restart) {
        this.engine = engine;
        this.restart = restart;
    }

    static EngineHost start(Slot slot) {
        ServiceInputs inputs = new ServiceInputs(slot.board(), slot.name);
        EngineHost host = new EngineHost(
                DependencyEngine.start(params(slot)
                        .listener(slot.deathWatch())
                        .listener(slot.vacancyWatch())
                        .listener(inputs)
                        .build()),
                slot.settings().supervision().restart());
        inputs.follow(host.engine);
        return host;
    }

    private static EngineParams.Builder params(Slot slot) {
        HostSettings settings = slot.settings();
        return EngineParams.builder(slot.name)
                .failurePolicy(slot.policy())
                .restart(settings.supervision().restart())
                .startTimeout(settings.supervision().startTimeout())
                .stopTimeout(settings.supervision().stopTimeout())
                .bounceDelay(settings.pace().bounceDelay())
                .settle(settings.pace().settle())
                .orderedStop(settings.pace().orderedStop())
                .clock(slot.board().clock())
                .logger(System.getLogger("io.reeve.engine"));
    }

    @Override
    public HostKind kind() {
        return HostKind.ENGINE;
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public Runner.State state() {
        return engine.state();
    }

    @Override
    public Optional<Throwable> failure() {
        return engine.failure();
    }

    @Override
    public CompletionStage<Void> completion() {
        return engine.completion();
    }

    @Override
    public void kill() {
        engine.kill();
    }

    @Override
    public void update(Slot slot) {
        restart = slot.settings().supervision().restart();
        engine.update(params(slot).build());
    }

    @Override
    public CompletionStage<Void> stop(String id) {
        return engine.uninstall(id);
    }

    @Override
    public boolean has(String id) {
        return engine.status(id).isPresent();
    }

    @Override
    public Optional<String> givenUp(String id) {
        return engine.status(id)
                .filter(status -> status.state() == WorkerStatus.State.GIVEN_UP)
                .map(status -> HostKind.ENGINE.reasonOfGivingUp(restart));
    }

    @Override
    public boolean resume(String id) {
        if (givenUp(id).isEmpty()) {
            return false;
        }
        try {
            engine.bounce(id);
            return true;
        } catch (ManifoldNotFoundException gone) {
            return false;
        }
    }

    @Override
    public Optional<Why> why(String id) {
        return engine.why(id);
    }

    @Override
    public Map<String, List<StackTraceElement>> stacks(String id) {
        return engine.stacks(id);
    }

    @Override
    public List<String> heldBy(String id) {
        return engine.why(id).stream()
                .flatMap(why -> why.chain().stream())
                .skip(1)
                .limit(LONGEST_CHAIN)
                .map(link -> link.subject() + " is " + link.state() + ": " + link.text())
                .toList();
    }

    @Override
    public ListenerRegistration addListener(String description, RunnerListener listener) {
        return engine.addListener(description, listener);
    }

    @Override
    public Object service() {
        return engine;
    }
}
