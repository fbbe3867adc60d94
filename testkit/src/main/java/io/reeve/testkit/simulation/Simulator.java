// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Runs a {@link Scenario} in many schedules, one for each seed, and stops at the first that fails.
 *
 * <pre>{@code
 * Simulator.of(world -> {
 *     WorkerRunner runner = WorkerRunner.start(world.runner("shop").build());
 *     world.step("start the till", () -> runner.startWorker("till", new Till(world.clock(), world.executor())));
 *     world.step("stop the till", () -> runner.stopWorker("till"));
 *     world.finish("stop the shop", () -> {
 *         runner.kill();
 *         world.await(runner.completion().toCompletableFuture());
 *     });
 * }).schedules(10_000).run();
 * }</pre>
 *
 * <p>A schedule that fails is made smaller: steps, and departures from the tame order of tasks, are left out while it
 * fails by the same rule. The {@link SimulationFailure} that is thrown then tells the seed, the steps that are left and
 * what happened, task by task. With the system property {@value #SEED} set to that seed, a run is of that schedule alone.
 *
 * <p>Immutable; each setter returns another simulator. A run simulates on threads of its own, one at a time, while the
 * caller waits. Several runs may go on at once.
 */
public final class Simulator {
    /** System property: the seed of the one schedule that is wanted. */
    public static final String SEED = "reeve.seed";

    /** How long a task may keep a world to itself, unless told otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(20);

    private final Scenario scenario;
    private final long seed;
    private final long schedules;
    private final boolean preemption;
    private final Duration patience;
    private final LongConsumer progress;

    private Simulator(
            Scenario scenario,
            long seed,
            long schedules,
            boolean preemption,
            Duration patience,
            LongConsumer progress) {
        this.scenario = scenario;
        this.seed = seed;
        this.schedules = schedules;
        this.preemption = preemption;
        this.patience = patience;
        this.progress = progress;
    }

    /**
     * A simulator of 1,000 schedules, from seed 0 on.
     *
     * @param scenario what is simulated
     * @return the simulator
     */
    public static Simulator of(Scenario scenario) {
        return new Simulator(requireNonNull(scenario, "scenario"), 0, 1_000, true, DEFAULT_PATIENCE, done -> {});
    }

    /**
     * Sets the first seed; each schedule has the next one.
     *
     * @param seed the seed
     * @return a simulator that begins there
     */
    public Simulator seed(long seed) {
        return new Simulator(scenario, seed, schedules, preemption, patience, progress);
    }

    /**
     * Sets how many schedules there are.
     *
     * @param schedules the number
     * @return a simulator of that many
     * @throws IllegalArgumentException if it is negative
     */
    public Simulator schedules(long schedules) {
        if (schedules < 0) {
            throw new IllegalArgumentException("a number of schedules is not negative, as " + schedules + " is");
        }
        return new Simulator(scenario, seed, schedules, preemption, patience, progress);
    }

    /**
     * Sets whether tasks may be left in the middle, where they touch the clock or the executor. The default is true. Code
     * that does so with a monitor or lock held, which another task waits for, needs false: then tasks are left only
     * where they wait, and at {@link World#pause()}.
     *
     * @param preemption false to leave them where they wait only
     * @return such a simulator
     */
    public Simulator preemption(boolean preemption) {
        return new Simulator(scenario, seed, schedules, preemption, patience, progress);
    }

    /**
     * Sets how long, by the wall clock, a task may go on before it counts as blocked. The default is
     * {@link #DEFAULT_PATIENCE}.
     *
     * @param patience how long
     * @return such a simulator
     */
    public Simulator patience(Duration patience) {
        return new Simulator(scenario, seed, schedules, preemption, requireNonNull(patience, "patience"), progress);
    }

    /**
     * Sets who is told after each schedule how many there were.
     *
     * @param progress is called on the thread that calls {@link #run}
     * @return such a simulator
     */
    public Simulator onProgress(LongConsumer progress) {
        return new Simulator(scenario, seed, schedules, preemption, patience, requireNonNull(progress, "progress"));
    }

    /**
     * Runs the schedules.
     *
     * @throws SimulationFailure if one fails, made smaller
     */
    public void run() {
        Optional<SimulationFailure> failure = find();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /**
     * Runs the schedules.
     *
     * @return the first failure, made smaller; nothing if there is none
     */
    public Optional<SimulationFailure> find() {
        Long only = Long.getLong(SEED);
        long first = only == null ? seed : only;
        long count = only == null ? schedules : 1;
        try (Crew crew = new Crew()) {
            for (long done = 0; done < count; done++) {
                Play play = Play.of(scenario, first + done, preemption, patience);
                Play.Outcome outcome = play.perform(crew, false);
                Violation violation = outcome.violation();
                if (violation != null) {
                    return Optional.of(failure(crew, play, outcome, violation, done + 1));
                }
                progress.accept(done + 1);
            }
        }
        return Optional.empty();
    }

    /**
     * What a seed does, as a number: two runs of one schedule that have different ones were not the same, so something
     * in them is decided by what is no part of the world.
     *
     * @param seed the seed
     * @return a number that depends on the order of all tasks
     */
    public long fingerprint(long seed) {
        try (Crew crew = new Crew()) {
            return Play.of(scenario, seed, preemption, patience)
                    .perform(crew, false)
                    .fingerprint();
        }
    }

    private SimulationFailure failure(Crew crew, Play play, Play.Outcome outcome, Violation violation, long schedule) {
        // A task that is stuck keeps what it holds: nothing can be tried on these threads, nor as often as that takes.
        if (outcome.isStuck()) {
            return failure(play, outcome, violation, "not made smaller", schedule);
        }
        Play.Outcome again = play.perform(crew, true);
        if (again.fingerprint() != outcome.fingerprint() || !again.failsAs(violation)) {
            return failure(
                    play,
                    again,
                    violation,
                    "not made smaller, since it went another way the second time: something in it is decided by what is no"
                            + " part of its world, such as the wall clock, other chance or an identity hash code",
                    schedule);
        }
        Shrinker shrinker = new Shrinker(crew, play, violation);
        Play smallest = shrinker.shrink(outcome.steps().size());
        Play.Outcome told = smallest.perform(crew, true);
        return failure(
                smallest,
                told,
                told.violation() == null ? violation : told.violation(),
                "made smaller in " + shrinker.attempts() + " attempts from "
                        + outcome.steps().size() + " steps",
                schedule);
    }

    private static SimulationFailure failure(
            Play play, Play.Outcome outcome, Violation violation, String how, long schedule) {
        List<String> steps = outcome.steps().stream().map(Step::toString).toList();
        String message = "in schedule " + schedule + ", seed " + play.seed() + ": " + violation
                + "\n  to have it again: -D" + SEED + "=" + play.seed()
                + "\n  " + how + "; " + play.temper()
                + "\n  steps:" + lines(steps)
                + (outcome.trace().isEmpty() ? "" : "\n  what happened:" + lines(outcome.trace()));
        return new SimulationFailure(message, play.seed(), violation, steps);
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? " none" : lines.stream().collect(Collectors.joining("\n    ", "\n    ", ""));
    }
}
