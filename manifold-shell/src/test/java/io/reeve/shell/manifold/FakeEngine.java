// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.Engine;
import io.reeve.dependency.EngineDeadException;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.ManifoldStatus.InputStatus;
import io.reeve.worker.Runner;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An engine that is in whatever state a test says and writes down what it is asked to do. */
final class FakeEngine implements Engine {
    final List<String> asked = new ArrayList<>();
    final Map<String, Why> reasons = new LinkedHashMap<>();
    final Map<String, Object> report = new LinkedHashMap<>();

    private final String name;
    private final Map<String, ManifoldStatus> manifolds = new LinkedHashMap<>();
    private Runner.State state = Runner.State.RUNNING;
    private Throwable failure;

    FakeEngine(String name) {
        this.name = name;
    }

    FakeEngine with(Fixture manifold) {
        ManifoldStatus status = manifold.in(name);
        manifolds.put(status.name(), status);
        return this;
    }

    FakeEngine dead(Throwable error) {
        state = Runner.State.DEAD;
        failure = error;
        manifolds.clear();
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Runner.State state() {
        return state;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void install(String name, Manifold manifold) {
        throw new AssertionError("the shell installs no manifold");
    }

    @Override
    public CompletionStage<Void> uninstall(String name) {
        throw new AssertionError("the shell uninstalls no manifold");
    }

    @Override
    public void bounce(String name) {
        asked.add("bounce " + name);
        if (state != Runner.State.RUNNING) {
            throw new EngineDeadException("engine '" + this.name + "' is dead; restart its bundle", failure);
        }
        if (status(name).map(s -> s.state() == WorkerStatus.State.STOPPING).orElse(true)) {
            throw new ManifoldNotFoundException("manifold '" + name + "' is on its way out");
        }
    }

    @Override
    public Set<String> manifoldNames() {
        return Set.copyOf(manifolds.keySet());
    }

    @Override
    public Optional<ManifoldStatus> status(String name) {
        return Optional.ofNullable(manifolds.get(name));
    }

    @Override
    public List<ManifoldStatus> statuses() {
        return List.copyOf(manifolds.values());
    }

    @Override
    public Optional<Why> why(String name) {
        return Optional.ofNullable(reasons.get(name));
    }

    @Override
    public Optional<StopReceipt> stopReceipt() {
        return Optional.empty();
    }

    @Override
    public List<String> impact(String name) {
        if (!manifolds.containsKey(name)) {
            return List.of();
        }
        Set<String> impact = new LinkedHashSet<>(Set.of(name));
        for (ManifoldStatus manifold : manifolds.values()) {
            // Tests add inputs before what needs them.
            if (manifold.inputs().stream().map(InputStatus::name).anyMatch(impact::contains)) {
                impact.add(manifold.name());
            }
        }
        return List.copyOf(impact);
    }

    @Override
    public Map<String, List<String>> missing() {
        Map<String, List<String>> missing = new TreeMap<>();
        for (ManifoldStatus manifold : manifolds.values()) {
            for (InputStatus input : manifold.inputs()) {
                if (!manifolds.containsKey(input.name())) {
                    missing.computeIfAbsent(input.name(), key -> new ArrayList<>())
                            .add(manifold.name());
                }
            }
        }
        return missing;
    }

    @Override
    public void kill() {
        throw new AssertionError("the shell kills no engine");
    }

    @Override
    public CompletionStage<Void> completion() {
        return new CompletableFuture<>();
    }

    @Override
    public Map<String, Object> report() {
        return report;
    }
}
