// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static java.util.Objects.requireNonNull;

import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.Plan;
import io.reeve.engine.EngineParams;
import io.reeve.runner.RunnerParams;
import io.reeve.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The world of one schedule: its time, its threads, its chance, what happens in it and what must hold there.
 *
 * <p><b>Order of events.</b> The scenario prepares the world. Then one to three clients, which the seed decides, carry
 * out the {@linkplain #step steps}: each client its own, one after the other, while everything that they set off goes on.
 * When they are through, or none of them can go on, the {@linkplain #finish closing steps} follow, one after the other.
 * The schedule is over when nothing can happen any more. A task that waits still is a failure then, and so is a timer that
 * is pending although the closing steps are through and no task waits; so these wait for what they stop. Then the
 * {@linkplain #atEnd rules for the end} are checked.
 *
 * <p><b>Tasks and points.</b> Whatever is handed to the {@linkplain #executor() executor}, each timer that fires and each
 * step is a task. One task runs at a time. It can be left for another one when it waits by {@link #await},
 * {@link #sleep} or the clock, at {@link #pause()}, and where it hands something to the executor or touches the clock.
 * Core does one of these before each of its transitions and before and after each of its effects.
 *
 * <p><b>What simulated code must keep to.</b> It has its executor and its clock from this world, waits by that clock
 * only, and decides nothing by other chance, hash codes of identity or the wall clock. A task that waits in another way
 * stops the world, which is noticed after the {@linkplain Simulator#patience patience} of the simulator. So does one that
 * waits for a monitor or lock with which another one was left at a point: see {@link Simulator#preemption(boolean)}.
 *
 * <p><b>Threads.</b> A world belongs to its tasks: the methods are for them, for the scenario while it prepares, and
 * for rules unless they say otherwise. Threads from elsewhere are refused with an {@link IllegalStateException}.
 */
public final class World {
    /** Something to do. */
    @FunctionalInterface
    public interface Action {
        /**
         * Does it.
         *
         * @throws Exception if that fails, which is a failure of the schedule
         */
        void run() throws Exception;
    }

    private static final int MOST_CLIENTS = 3;

    private final long seed;
    private final Scheduler scheduler;
    private final IntPredicate kept;
    private final Dice random;
    private final int clients;
    private final Dice dealer;
    private final List<Step> steps = new ArrayList<>();
    private final Deque<Step> closing = new ArrayDeque<>();
    private final List<Runnable> rules = new ArrayList<>();
    private final List<Action> lastRules = new ArrayList<>();
    private int busyClients;
    private boolean closes;
    private boolean closed;

    World(long seed, Scheduler scheduler, IntPredicate kept) {
        this.seed = seed;
        this.scheduler = scheduler;
        this.kept = kept;
        this.random = new Dice(seed, "scenario");
        this.dealer = new Dice(seed, "clients");
        this.clients = 1 + dealer.nextInt(MOST_CLIENTS);
    }

    // ---- what simulated code gets

    /**
     * The time of this world, which begins at the epoch.
     *
     * @return the clock
     */
    public Clock clock() {
        return scheduler.clock();
    }

    /**
     * Makes tasks of this world.
     *
     * @return the executor; it never refuses, and drops what it is given after a failure
     */
    public Executor executor() {
        return scheduler;
    }

    /**
     * The parameters of a runner in this world: its clock, executor and chance.
     *
     * @param name the name of the runner
     * @return a builder
     */
    public RunnerParams.Builder runner(String name) {
        return RunnerParams.builder(name).clock(clock()).executor(executor()).seed(seed);
    }

    /**
     * The parameters of an engine in this world: its clock, executor and chance.
     *
     * @param name the name of the engine
     * @return a builder
     */
    public EngineParams.Builder engine(String name) {
        return EngineParams.builder(name).clock(clock()).executor(executor()).seed(seed);
    }

    /**
     * The plan of a catacomb in this world: its clock and executor.
     *
     * @param name the name of the catacomb
     * @param work its work function
     * @return a builder
     */
    public Plan.Builder plan(String name, Catacomb.Work work) {
        return Plan.builder(name, work).clock(clock()).executor(executor());
    }

    // ---- chance

    /**
     * What decides this schedule.
     *
     * @return the seed
     */
    public long seed() {
        return seed;
    }

    /**
     * The chance by which the scenario decides while it prepares. What happens afterwards should decide by
     * {@link #random(String)}: the numbers that it gets must not depend on which steps were left out before.
     *
     * @return random numbers, given by the seed
     */
    public RandomGenerator random() {
        return random;
    }

    /**
     * The chance for one purpose.
     *
     * @param purpose the purpose
     * @return random numbers from the beginning, given by the seed and the purpose
     */
    public RandomGenerator random(String purpose) {
        return new Dice(seed, purpose);
    }

    // ---- what happens

    /**
     * Adds a step, which one of the clients carries out. While a failure is made smaller, steps are left out.
     *
     * @param text says what it does: a line of the failure
     * @param action does it; may wait
     */
    public void step(String text, Action action) {
        steps.add(new Step(steps.size(), text, 1 + dealer.nextInt(clients), requireNonNull(action, "action")));
    }

    /**
     * Adds a closing step, such as the kill of what is simulated. It is never left out.
     *
     * @param text says what it does
     * @param action does it; may wait
     */
    public void finish(String text, Action action) {
        closing.add(new Step(-1, text, 0, requireNonNull(action, "action")));
    }

    /**
     * Adds a rule that holds at any moment: it is checked whenever one task is left and before another one goes on.
     *
     * @param rule looks, does nothing and does not wait; {@linkplain #fail fails} or throws if the rule does not hold
     */
    public void always(Runnable rule) {
        rules.add(requireNonNull(rule, "rule"));
    }

    /**
     * Adds a rule that holds at the end, when nothing can happen any more.
     *
     * @param rule looks and does not wait; {@linkplain #fail fails} or throws if the rule does not hold
     */
    public void atEnd(Action rule) {
        lastRules.add(requireNonNull(rule, "rule"));
    }

    /**
     * Looks at the world while nothing else happens in it: this task is not left meanwhile.
     *
     * @param look looks, does nothing and does not wait
     */
    public void undisturbed(Runnable look) {
        scheduler.undisturbed(look);
    }

    /**
     * Ends this schedule as a failure. May be called by any task and rule; also where what it throws is caught.
     *
     * @param rule the rule that does not hold: always the same words for the same rule
     * @param detail what was seen
     * @return never
     */
    public AssertionError fail(String rule, String detail) {
        scheduler.fail(new Violation(rule, detail, null));
        throw new BrokenRule(rule, detail);
    }

    /**
     * As {@link #fail}, unless something holds.
     *
     * @param holds whether it does
     * @param rule the rule
     * @param detail what was seen
     */
    public void check(boolean holds, String rule, Object detail) {
        if (!holds) {
            throw fail(rule, String.valueOf(detail));
        }
    }

    /**
     * Writes a line into the story of this schedule, which is told only if it fails.
     *
     * @param text the line
     */
    public void note(String text) {
        scheduler.note(text);
    }

    // ---- waiting

    /** Lets other tasks go on, if the dice say so. */
    public void pause() {
        scheduler.pause();
    }

    /**
     * Waits until a future is done; not for rules.
     *
     * @param <T> the type of its value
     * @param future the future
     * @return its value
     * @throws InterruptedException if the task is interrupted while it waits
     * @throws ExecutionException if the future was completed with an error, which is the cause
     */
    public <T extends @Nullable Object> T await(Future<T> future) throws InterruptedException, ExecutionException {
        return clock().await(future);
    }

    /**
     * Waits for a time of this world; not for rules.
     *
     * @param duration how long
     * @throws InterruptedException if the task is interrupted while it waits
     */
    public void sleep(Duration duration) throws InterruptedException {
        pass(duration, false);
    }

    /**
     * Waits for a time of this world in which everything happens that can: nothing is late at its end, and all that goes
     * on then waits for a time that is to come. Not for rules.
     *
     * @param duration how long
     * @throws InterruptedException if the task is interrupted while it waits
     */
    public void rest(Duration duration) throws InterruptedException {
        pass(duration, true);
    }

    private void pass(Duration duration, boolean isPatient) throws InterruptedException {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        Clock.Timer timer = scheduler.clock().schedule(duration, () -> over.complete(true), isPatient);
        try {
            scheduler.await(over);
        } finally {
            if (!over.isDone()) {
                timer.cancel();
            }
        }
    }

    /**
     * The time of this world. Unlike a question to the {@linkplain #clock() clock}, this is no point.
     *
     * @return the time
     */
    public Instant now() {
        return scheduler.clock().now();
    }

    /**
     * How many timers are pending.
     *
     * @return their number
     */
    public int timers() {
        return scheduler.clock().pending();
    }

    // ---- for the simulator

    void open(Scenario scenario) {
        perform("prepare", () -> scenario.prepare(this), this::letClientsIn);
    }

    private void letClientsIn() {
        List<Deque<Step>> queues = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            queues.add(new ArrayDeque<>());
        }
        steps.stream()
                .filter(step -> kept.test(step.number()))
                .forEach(step -> queues.get(step.client() - 1).add(step));
        busyClients = clients;
        queues.forEach(this::goOn);
    }

    private void goOn(Deque<Step> queue) {
        Step next = queue.poll();
        if (next == null) {
            if (--busyClients == 0) {
                close();
            }
            return;
        }
        perform(next.toString(), next.action(), () -> goOn(queue));
    }

    private void perform(String text, Action action, Runnable then) {
        scheduler.enqueue(
                text,
                () -> {
                    try {
                        action.run();
                    } catch (Halt halted) {
                        throw halted;
                    } catch (Throwable thrown) {
                        scheduler.fail(Violation.thrown("a step", thrown));
                    }
                },
                then);
    }

    /** Nothing can happen any more. Returns whether there is something to close. */
    boolean close() {
        if (closes) {
            return false;
        }
        closes = true;
        closeOn();
        return true;
    }

    private void closeOn() {
        Step next = closing.poll();
        if (next == null) {
            closed = true;
        } else {
            perform(next.text(), next.action(), this::closeOn);
        }
    }

    /** Whether the closing steps are through. */
    boolean isOver() {
        return closed;
    }

    void checkAlways() {
        for (int i = 0; i < rules.size(); i++) {
            rules.get(i).run();
        }
    }

    void checkAtEnd() throws Exception {
        for (Action rule : lastRules) {
            rule.run();
        }
    }

    List<Step> steps() {
        return steps;
    }
}
