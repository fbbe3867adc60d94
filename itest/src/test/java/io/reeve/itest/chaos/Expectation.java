// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import io.reeve.dependency.Engine;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.ServiceReference;

/** What should run, if everybody had the time to get there, and by how much the container differs from it. */
final class Expectation {
    private final Yard yard;
    private final Wishes wishes;
    private final Pulse pulse;

    Expectation(Yard yard, Wishes wishes, Pulse pulse) {
        this.yard = yard;
        this.wishes = wishes;
        this.pulse = pulse;
    }

    /** Waits until all that should run runs and nothing else does; returns the differences that stay. */
    List<String> differences(int seconds) throws InterruptedException {
        List<String> differences = untilNone(seconds, this::states);
        if (differences.isEmpty()) {
            Map<String, Long> before = pulse.beats();
            differences = untilNone(seconds, () -> silent(before));
        }
        return differences.isEmpty() ? untilNone(seconds, this::states) : differences;
    }

    private static List<String> untilNone(int seconds, Supplier<List<String>> check) throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            List<String> differences;
            try {
                differences = check.get();
            } catch (IllegalStateException notThere) {
                differences = List.of(notThere.getMessage());
            }
            if (differences.isEmpty() || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(seconds)) {
                return differences;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private List<String> silent(Map<String, Long> before) {
        Map<String, Long> now = pulse.beats();
        List<String> silent = new ArrayList<>();
        // Whoever was told to crash just before the calm has a successor by now.
        now.forEach((key, beats) -> {
            if (beats <= before.getOrDefault(key, 0L)) {
                silent.add(key + " gives no sign of life");
            }
        });
        return silent;
    }

    private List<String> states() {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> runs = new TreeMap<>();
        expected.put("runner default", "");
        wishes.runners().forEach(runner -> expected.put("runner " + runner, ""));
        expected.put("engine default", "");
        for (Site site : wishes.sites()) {
            if (isUp(site) && isHosted(site)) {
                boolean canRun = site.needs == null || isUp(wishes.site(site.needs));
                String host = site.kind == Site.Kind.MANIFOLD ? "default" : site.runner;
                expected.put(host + "/" + site.name, (canRun ? "started" : "stopped"));
                if (canRun) {
                    runs.put(site.name, "1 running");
                }
            }
        }
        List<String> differences = new ArrayList<>();
        compare("the container", expected, actual(), differences);
        Map<String, String> running = new HashMap<>();
        pulse.running().forEach((id, count) -> running.put(id, count + " running"));
        compare("by its own account", runs, running, differences);
        return differences;
    }

    private static boolean isUp(Site site) {
        return site.wish == Site.Wish.STARTED;
    }

    private boolean isHosted(Site site) {
        return site.kind == Site.Kind.MANIFOLD
                || site.runner.equals(WorkerFactory.DEFAULT_RUNNER)
                || wishes.runners().contains(site.runner);
    }

    private Map<String, String> actual() {
        Map<String, String> actual = new TreeMap<>();
        for (ServiceReference<Runner> reference : yard.references(Runner.class)) {
            Runner runner = yard.container().context().getService(reference);
            if (runner != null) {
                actual.put("runner " + runner.name(), "");
                for (WorkerStatus status : runner.statuses()) {
                    actual.put(runner.name() + "/" + status.id(), status.state().toString());
                }
            }
        }
        for (ServiceReference<Engine> reference : yard.references(Engine.class)) {
            Engine engine = yard.container().context().getService(reference);
            if (engine != null) {
                actual.put("engine " + engine.name(), "");
                for (ManifoldStatus status : engine.statuses()) {
                    actual.put(
                            engine.name() + "/" + status.name(), status.state().toString());
                }
            }
        }
        return actual;
    }

    private static void compare(
            String who, Map<String, String> expected, Map<String, String> actual, List<String> differences) {
        expected.forEach((name, state) -> {
            if (!state.equals(actual.get(name))) {
                differences.add("%s: %s should be '%s' and is '%s'".formatted(who, name, state, actual.get(name)));
            }
        });
        actual.forEach((name, state) -> {
            if (!expected.containsKey(name)) {
                differences.add("%s: %s should not be there and is '%s'".formatted(who, name, state));
            }
        });
    }
}
