// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldStatus.InputStatus;
import io.reeve.dependency.MissingInputException;
import io.reeve.engine.DependencyEngine;
import io.reeve.worker.Runner;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Offers to an engine the OSGi services that its manifolds have as inputs, whoever installed them. Follows the events of
 * the engine, which arrive one at a time: whenever a manifold came or went it looks at what that needs now.
 */
final class ServiceInputs implements RunnerListener {
    private final Board board;
    private final String engineName;

    /** Set before the engine has anything to tell of. */
    private volatile @Nullable DependencyEngine engine;

    // Owned by the thread that delivers the events.
    private final Map<String, Set<String>> needs = new HashMap<>();
    private final Map<String, Wanted> wanted = new HashMap<>();

    /** An input and the manifolds that have it, the first of which decides on its class space. */
    private static final class Wanted {
        final Set<String> by = new LinkedHashSet<>();

        /** Null if its name makes no sense, and that is what is installed under it. */
        final @Nullable ServiceInput input;

        Wanted(@Nullable ServiceInput input) {
            this.input = input;
        }
    }

    ServiceInputs(Board board, String engineName) {
        this.board = board;
        this.engineName = engineName;
    }

    void follow(DependencyEngine started) {
        engine = started;
    }

    @Override
    public void onEvent(RunnerEvent event) {
        DependencyEngine present = engine;
        if (present == null) {
            return;
        }
        if (present.state() != Runner.State.RUNNING) {
            close(present);
        } else if (event instanceof RunnerEvent.Registered registered) {
            look(present, registered.id());
        } else if (event instanceof RunnerEvent.Removed removed) {
            look(present, removed.id());
        }
    }

    /** Some of them came or went without our hearing of it: looks at all. */
    @Override
    public void onMissed(String name, long count) {
        DependencyEngine present = engine;
        if (present != null && present.state() == Runner.State.RUNNING) {
            Set<String> all = new LinkedHashSet<>(needs.keySet());
            all.addAll(present.manifoldNames());
            all.forEach(manifold -> look(present, manifold));
        } else if (present != null) {
            close(present);
        }
    }

    private void close(DependencyEngine present) {
        Set.copyOf(needs.keySet()).forEach(manifold -> renew(present, manifold, Set.of()));
    }

    private void look(DependencyEngine present, String manifold) {
        renew(
                present,
                manifold,
                present.status(manifold).stream()
                        .flatMap(status -> status.inputs().stream())
                        .map(InputStatus::name)
                        .filter(name -> name.startsWith(Manifold.SERVICE_PREFIX))
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private void renew(DependencyEngine present, String manifold, Set<String> now) {
        Set<String> before = now.isEmpty() ? needs.remove(manifold) : needs.put(manifold, now);
        for (String input : now) {
            Wanted want = wanted.computeIfAbsent(input, name -> want(present, name));
            want.by.add(manifold);
            decideClassSpace(input, want);
            if (want.input != null) {
                want.input.open();
            }
        }
        if (before != null) {
            before.stream().filter(input -> !now.contains(input)).forEach(input -> forgo(present, input, manifold));
        }
    }

    private void forgo(DependencyEngine present, String input, String manifold) {
        Wanted want = wanted.get(input);
        if (want == null || !want.by.remove(manifold)) {
            return;
        }
        if (!want.by.isEmpty()) {
            decideClassSpace(input, want);
            return;
        }
        wanted.remove(input);
        if (want.input != null) {
            want.input.close();
        } else {
            var unused = present.uninstall(input);
        }
    }

    private void decideClassSpace(String input, Wanted want) {
        if (want.input != null) {
            Class<?> type = null;
            for (String manifold : want.by) {
                if (type == null) {
                    type = board.typeOf(engineName, manifold, input);
                }
            }
            want.input.fit(type);
        }
    }

    private Wanted want(DependencyEngine present, String name) {
        try {
            return new Wanted(new ServiceInput(board, engineName, name));
        } catch (InvalidSyntaxException invalid) {
            explain(present, name, String.valueOf(invalid.getMessage()));
            return new Wanted(null);
        }
    }

    /** Nothing will ever be offered under that name: what stands there says why to everybody who asks. */
    private void explain(DependencyEngine present, String name, String why) {
        board.log()
                .warn("input " + Log.quote(name) + " of a manifold of " + HostKind.ENGINE.describe(engineName) + ": "
                        + why);
        try {
            present.install(name, inputs -> {
                throw new MissingInputException(Log.quote(name) + " names no OSGi service (" + why + ")");
            });
        } catch (RuntimeException refused) {
            // Somebody has installed something of that name, or the engine is going down.
        }
    }
}
