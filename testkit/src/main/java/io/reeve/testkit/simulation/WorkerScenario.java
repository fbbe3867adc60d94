// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static java.util.Objects.requireNonNull;

import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerException;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.event.RunnerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The life of workers of one factory under a real runner that is asked to start, stop and restart them, to look them up
 * and to report on them, at any moment and by several clients. It fails when
 *
 * <ul>
 *   <li>a worker fails, unless it {@linkplain #mayFail may}; or its start function does while nobody has cancelled it;
 *   <li>it misbehaves: its {@code kill} or its reporter throws, its stage is null or ends twice, or is another one when
 *       asked again;
 *   <li>it has not ended some time after it was killed, by the time of the world;
 *   <li>it leaves something behind: a task that waits, or a timer.
 * </ul>
 *
 * <p>Immutable; each setter returns another scenario.
 */
public final class WorkerScenario implements Scenario {
    /** How long a worker may take to stop, unless told otherwise. */
    public static final Duration DEFAULT_STOP_TIME = Duration.ofMinutes(1);

    private static final String ID = "worker";
    private static final int MOST_STEPS = 12;

    private final Function<? super World, ? extends WorkerFactory> subject;
    private final Duration stopTime;
    private final Predicate<? super Throwable> mayFail;

    private WorkerScenario(
            Function<? super World, ? extends WorkerFactory> subject,
            Duration stopTime,
            Predicate<? super Throwable> mayFail) {
        this.subject = subject;
        this.stopTime = stopTime;
        this.mayFail = mayFail;
    }

    /**
     * Simulates the workers of a factory.
     *
     * @param subject makes the factory in a world: with its clock and its executor; asked once per schedule, may add steps
     *     and rules of its own
     * @return the scenario
     */
    public static WorkerScenario of(Function<? super World, ? extends WorkerFactory> subject) {
        return new WorkerScenario(requireNonNull(subject, "subject"), DEFAULT_STOP_TIME, error -> false);
    }

    /**
     * Sets how long a worker may take to stop. The default is {@link #DEFAULT_STOP_TIME}.
     *
     * @param time how long, by the clock of the world
     * @return such a scenario
     */
    public WorkerScenario stopsWithin(Duration time) {
        return new WorkerScenario(subject, requireNonNull(time, "time"), mayFail);
    }

    /**
     * Sets with which errors a worker may end. The default is none. One that does is restarted after a second.
     *
     * @param errors whether an error is expected
     * @return such a scenario
     */
    public WorkerScenario mayFail(Predicate<? super Throwable> errors) {
        return new WorkerScenario(subject, stopTime, requireNonNull(errors, "errors"));
    }

    @Override
    public void prepare(World world) {
        WorkerFactory factory = subject.apply(world);
        List<Worker> started = new ArrayList<>();
        WorkerRunner runner = WorkerRunner.start(world.runner("simulation")
                .isFatal(error -> false)
                .restart(Restart.after(Duration.ofSeconds(1)))
                .listener(event -> judge(world, event))
                .build());
        WorkerFactory watched = context -> start(world, factory, context, started);
        int steps = 1 + world.random().nextInt(MOST_STEPS);
        world.step("start", () -> runner.startWorker(ID, watched));
        for (int step = 1; step < steps; step++) {
            addStep(world, runner, watched);
        }
        world.finish("kill the runner", runner::kill);
        world.finish("wait " + stopTime, () -> {
            world.rest(stopTime);
            world.check(
                    runner.state() == Runner.State.DEAD,
                    "a worker that is killed ends in time",
                    "after " + stopTime + ": " + runner.statuses() + runner.stacks(ID));
        });
        world.atEnd(() -> {
            for (Worker worker : started) {
                world.check(
                        worker.completion().toCompletableFuture().isDone(),
                        "every worker that was started ends",
                        worker);
            }
        });
    }

    private static void addStep(World world, WorkerRunner runner, WorkerFactory factory) {
        switch (world.random().nextInt(8)) {
            case 0, 1 -> world.step("start", () -> runner.startWorker(ID, factory));
            case 2 -> world.step("stop", () -> runner.stopWorker(ID));
            case 3 ->
                world.step("restart", () -> {
                    try {
                        runner.restartWorker(ID);
                    } catch (WorkerException absent) {
                        world.note("there is nothing to restart");
                    }
                });
            case 4 ->
                world.step("look up", () -> {
                    var unused = runner.worker(ID);
                });
            case 5 -> world.step("report", runner::report);
            default -> {
                Duration time = Duration.ofMillis(1 + world.random().nextInt(20_000));
                world.step("wait " + time, () -> world.sleep(time));
            }
        }
    }

    private static Worker start(World world, WorkerFactory factory, StartContext context, List<Worker> started)
            throws Exception {
        String name = "incarnation " + context.generation();
        world.note(name + " is asked for");
        Worker worker = factory.start(context);
        CompletionStage<Void> end = worker == null ? null : worker.completion();
        if (end != null) {
            world.note(name + " is started");
            started.add(worker);
            world.check(worker.completion() == end, "completion() always returns the same stage", worker);
            var unused = end.handle((nothing, error) -> {
                world.note(name + " has ended" + (error == null ? "" : " with " + error));
                return null;
            });
        }
        return worker;
    }

    private void judge(World world, RunnerEvent event) {
        if (event instanceof RunnerEvent.Failed failed && !mayFail.test(failed.error())) {
            throw world.fail("a worker does not fail", "incarnation " + failed.generation() + ": " + failed.error());
        }
        if (event instanceof RunnerEvent.Misbehaved misbehaved) {
            throw world.fail(
                    "a worker behaves itself",
                    "incarnation " + misbehaved.generation() + " " + misbehaved.what() + ": " + misbehaved.error());
        }
    }
}
