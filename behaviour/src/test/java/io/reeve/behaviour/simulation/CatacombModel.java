// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import static java.util.Objects.requireNonNull;

import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.DyingException;
import io.reeve.testkit.simulation.World;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the catalogue says of a catacomb, as a program that knows nothing of how one is made. */
final class CatacombModel {
    /** An error on its way to the catacomb: it arrives at some moment between two that are known. */
    static final class Arrival {
        final Throwable error;
        final long from;
        long until = Long.MAX_VALUE;

        private Arrival(Throwable error, long from) {
            this.error = error;
            this.from = from;
        }
    }

    /** An attempt to give it a worker. */
    static final class Child {
        final Puppet puppet;

        /** A kill had returned before. */
        final boolean isTooLate;

        boolean isOwned;
        boolean isOver;

        private Child(Puppet puppet, boolean isTooLate) {
            this.puppet = puppet;
            this.isTooLate = isTooLate;
        }
    }

    private final World world;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Child> children = new ArrayList<>();

    /** The errors with which workers ended. */
    private final Map<Puppet, Arrival> endings = new HashMap<>();

    private @Nullable Catacomb catacomb;
    private long moment;
    private boolean killHasReturned;
    private boolean workHasReturned;
    private int tasksRunning;
    private boolean isDead;
    private @Nullable Throwable result;

    CatacombModel(World world) {
        this.world = world;
    }

    void observe(Catacomb subject) {
        catacomb = subject;
    }

    Catacomb catacomb() {
        return requireNonNull(catacomb);
    }

    // ---- errors

    /** An error is about to reach it. */
    Arrival arrives(Throwable error) {
        Arrival arrival = new Arrival(error, ++moment);
        arrivals.add(arrival);
        return arrival;
    }

    void arrived(Arrival arrival) {
        arrival.until = ++moment;
    }

    void killed() {
        killHasReturned = true;
        world.check(catacomb().isDying(), "C-21 after a kill it is dying", catacomb());
        DyingException excuse = catacomb().dyingException();
        world.check(catacomb().dyingException() == excuse, "C-32 it has one dying exception", excuse);
    }

    // ---- children

    Child adds(Puppet puppet) {
        Child child = new Child(puppet, killHasReturned);
        children.add(child);
        return child;
    }

    void added(Child child) {
        child.isOwned = true;
        child.isOver = true;
        world.check(!child.isTooLate, "B-37 C-43 after a kill nothing is added any more", child.puppet);
    }

    /** It was too late, so the worker was stopped, and ended with that error. */
    void refused(Child child, @Nullable Throwable error) {
        child.isOver = true;
        world.check(catacomb().isDying(), "C-40 only who is dying refuses a worker", child.puppet);
        world.check(child.puppet.hasEnded(), "C-43 a worker that is refused has been stopped", child.puppet);
        Throwable own = child.puppet.error;
        world.check(
                own == null || error == own || arrivals.stream().anyMatch(arrival -> arrival.error == error),
                "C-43 who brings a worker too late gets its error",
                child.puppet + ": " + error);
    }

    void interrupted(Child child) {
        child.isOver = true;
    }

    void ends(Puppet puppet) {
        world.check(!isDead || !isOwned(puppet), "C-23 it is dead only when its workers have ended", puppet);
        if (puppet.error != null) {
            // It may be on its way into it, and is no error of this catacomb if it comes too late.
            endings.put(puppet, arrives(puppet.error));
        }
    }

    void hasEnded(Puppet puppet) {
        Arrival arrival = endings.get(puppet);
        if (arrival != null && isOwned(puppet)) {
            arrived(arrival);
        }
    }

    private boolean isOwned(Puppet puppet) {
        return children.stream().anyMatch(child -> child.isOwned && child.puppet == puppet);
    }

    // ---- its own code

    void workReturned() {
        workHasReturned = true;
    }

    void taskBegins() {
        world.check(!isDead, "what is dead runs no tasks", catacomb());
        tasksRunning++;
    }

    void taskEnds() {
        tasksRunning--;
    }

    void slept(boolean hasPassed) {
        world.check(hasPassed || catacomb().isDying(), "a sleep ends early only if it is dying", hasPassed);
    }

    // ---- the end

    boolean died(@Nullable Throwable error) {
        isDead = true;
        result = error == null ? null : Worker.unwrap(error);
        world.check(workHasReturned, "C-23 it is dead only when its work has returned", catacomb());
        world.check(tasksRunning == 0, "it is dead only when its tasks have ended", tasksRunning);
        for (Child child : children) {
            world.check(
                    !child.isOwned || child.puppet.hasEnded(),
                    "C-23 it is dead only when its workers have ended",
                    child.puppet);
        }
        return true;
    }

    void checkAtEnd() {
        world.check(isDead, "it dies some time", catacomb());
        world.check(catacomb().failure().orElse(null) == result, "B-31 the result does not change", result);
        for (Child child : children) {
            world.check(child.isOver, "every attempt to add a worker is over some time", child.puppet);
            world.check(child.puppet.hasEnded(), "C-45 no worker is leaked", child.puppet);
        }
        checkResult();
    }

    /** C-30: the first error wins, as far as anybody can tell which was the first; the others are attached to it. */
    private void checkResult() {
        Arrival winner = arrivals.stream()
                .filter(arrival -> arrival.error == result)
                .findFirst()
                .orElse(null);
        world.check(result == null || winner != null, "C-30 the result is an error that it was given", result);
        for (Arrival arrival : arrivals) {
            boolean hasArrived = arrival.until != Long.MAX_VALUE;
            if (winner == null) {
                world.check(!hasArrived, "C-31 an error is not forgotten", arrival.error);
            } else if (arrival != winner) {
                world.check(
                        arrival.until > winner.from,
                        "C-30 the first error wins",
                        winner.error + " before " + arrival.error);
                long times = List.of(winner.error.getSuppressed()).stream()
                        .filter(error -> error == arrival.error)
                        .count();
                world.check(
                        times == 1 || (times == 0 && !hasArrived),
                        "B-35 later errors are attached to the first, once each",
                        arrival.error + ": " + times + " times");
            }
        }
    }
}
