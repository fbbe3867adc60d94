// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import io.reeve.testkit.simulation.Scenario;
import io.reeve.testkit.simulation.SimulationFailure;
import io.reeve.testkit.simulation.Simulator;
import io.reeve.time.Clock;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command behind {@code simulate.sh}: as many schedules as one likes. */
final class Simulate {
    private static final String USAGE = """
            Usage: ./simulate.sh [OPTION]...

            Simulates the real runner, engine and catacomb under a scheduler that a seed decides for, in as many
            schedules as you like, and checks them against a model of what they must do. Stops at the first schedule
            that fails, makes it smaller and tells its story.

              --schedules N   how many schedules of each scenario; the default is 1000000
              --seed S        the first seed; the default is 0
              --only NAME     one scenario: runner, engine, catacomb
              --build         build first, whether or not something has changed
              --help          this text

            To have one schedule again: ./simulate.sh --only NAME --schedules 1 --seed S

            Exit code: 0 when all schedules are well, 1 when one fails, 2 when it is called wrongly.
            """;

    /** How often progress is shown. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final PrintStream out;
    private final Map<String, Scenario> scenarios = new LinkedHashMap<>(Scenarios.ALL);
    private long schedules = 1_000_000;
    private long seed;

    private Simulate(PrintStream out) {
        this.out = out;
    }

    /**
     * Simulates.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(new Simulate(System.out).run(arguments));
    }

    private int run(String[] arguments) {
        try {
            if (!parse(arguments)) {
                out.print(USAGE);
                return 0;
            }
        } catch (IllegalArgumentException wrong) {
            out.println("simulate: " + wrong.getMessage() + "; see ./simulate.sh --help");
            return 2;
        }
        for (Map.Entry<String, Scenario> scenario : scenarios.entrySet()) {
            if (!isWell(scenario.getKey(), scenario.getValue())) {
                return 1;
            }
        }
        return 0;
    }

    private boolean parse(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--help", "-h" -> {
                    return false;
                }
                case "--schedules" -> schedules = number(arguments, ++i);
                case "--seed" -> seed = number(arguments, ++i);
                case "--only" -> {
                    String name = value(arguments, ++i);
                    if (!scenarios.containsKey(name)) {
                        throw new IllegalArgumentException(
                                "there is no scenario '" + name + "', but " + scenarios.keySet());
                    }
                    scenarios.keySet().retainAll(Set.of(name));
                }
                default -> throw new IllegalArgumentException("unknown option '" + arguments[i] + "'");
            }
        }
        return true;
    }

    private static long number(String[] arguments, int index) {
        String value = value(arguments, index);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException("'" + value + "' is no number", none);
        }
    }

    private static String value(String[] arguments, int index) {
        if (index == arguments.length) {
            throw new IllegalArgumentException("'" + arguments[index - 1] + "' needs a value");
        }
        return arguments[index];
    }

    private boolean isWell(String name, Scenario scenario) {
        Progress progress = new Progress(name);
        Optional<SimulationFailure> failure = Simulator.of(scenario)
                .seed(seed)
                .schedules(schedules)
                .onProgress(progress::show)
                .find();
        failure.ifPresentOrElse(
                failed -> out.println(name + ": FAILED " + failed.getMessage()),
                () -> progress.show("all well", schedules));
        return failure.isEmpty();
    }

    private final class Progress {
        private final String name;
        private final Instant begin = now();
        private Instant next = begin.plus(PAUSE);

        Progress(String name) {
            this.name = name;
        }

        private static Instant now() {
            return Clock.system().instant();
        }

        void show(long done) {
            if (now().isAfter(next)) {
                next = now().plus(PAUSE);
                show("seeds " + seed + " to " + (seed + done - 1) + " are well", done);
            }
        }

        void show(String what, long done) {
            double seconds = Math.max(0.001, Duration.between(begin, now()).toMillis() / 1e3);
            out.printf(
                    "%s: %,d of %,d schedules, %s (%,.0f per second)%n", name, done, schedules, what, done / seconds);
        }
    }
}
