// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import io.reeve.dependency.ManifoldAbandonedException;
import io.reeve.testkit.simulation.World;
import io.reeve.worker.FailurePolicy;
import io.reeve.worker.Runner;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerAbandonedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue says of runners and engines alike, as a program that knows nothing of how they are made. It is told
 * what is asked of one and what that does, in the order in which it happens, and complains of what must not be.
 */
class SupervisorModel {
    /** A request to have a worker started. */
    static class Registration {
        final String id;
        final int number;

        /** The supervisor was killed before it was asked for. */
        final boolean isTooLate;

        boolean isAccepted;
        boolean isRefused;

        /** It was accepted before a stop was asked for that has returned: it must never be called again. */
        boolean isForbidden;

        /** Nobody has asked to stop or to restart its id since it was asked for. */
        boolean isUndisturbed;

        /** Another one for the same id was accepted after, or while, it was asked for. */
        boolean isSuperseded;

        int calls;
        int removals;

        Registration(String id, int number, boolean isTooLate) {
            this.id = id;
            this.number = number;
            this.isTooLate = isTooLate;
        }

        @Override
        public String toString() {
            return "factory " + number + " of " + id;
        }
    }

    /** One call of a start function, and what it returned. */
    static class Start {
        final Registration registration;
        final long generation;

        /** Completed when the start function has returned. */
        final CompletableFuture<Void> over = new CompletableFuture<>();

        @Nullable
        Puppet puppet;

        @Nullable
        Throwable thrown;

        /** When it returned. */
        @Nullable
        Instant returned;

        Start(Registration registration, long generation) {
            this.registration = registration;
            this.generation = generation;
        }

        /** Nothing of it is alive any more. */
        boolean hasEnded() {
            return over.isDone() && (puppet == null || puppet.hasEnded());
        }

        @Nullable
        Throwable error() {
            return puppet == null ? thrown : puppet.error;
        }

        @Override
        public String toString() {
            return registration + " #" + generation;
        }
    }

    /** A request to stop or to restart. */
    static final class Request {
        final String id;
        final List<Registration> before;
        final List<Start> running;
        final boolean isTooLate;
        boolean hasReturned;
        boolean isOver;

        private Request(String id, List<Registration> before, List<Start> running, boolean isTooLate) {
            this.id = id;
            this.before = before;
            this.running = running;
            this.isTooLate = isTooLate;
        }
    }

    final World world;
    final List<Registration> registrations = new ArrayList<>();
    final List<Start> starts = new ArrayList<>();
    final List<Request> requests = new ArrayList<>();

    /** Workers of which a stop or restart that came later has returned. */
    final Set<Puppet> dismissed = new HashSet<>();

    private final boolean isEngine;
    private final boolean isRanked;
    private final boolean everythingIsFatal;
    private final List<Request> stops = new ArrayList<>();
    private final List<Chronicle> passersBy = new ArrayList<>();
    private final Chronicle whole;
    private Supplier<Runner.State> state = () -> Runner.State.RUNNING;
    private boolean killWasAsked;
    private boolean killHasReturned;
    private boolean isDead;

    @Nullable
    Throwable result;

    boolean hasTimeouts;

    SupervisorModel(World world, boolean isEngine, boolean isRanked, boolean everythingIsFatal) {
        this.world = world;
        this.isEngine = isEngine;
        this.isRanked = isRanked;
        this.everythingIsFatal = everythingIsFatal;
        this.whole = new Chronicle(world, isEngine, true);
    }

    /** What the supervisor is told to make of errors. */
    final FailurePolicy policy() {
        return new FailurePolicy() {
            @Override
            public boolean isFatal(String id, Throwable error) {
                world.pause();
                return everythingIsFatal || Boom.isFatal(error);
            }

            @Override
            public boolean moreImportant(Throwable error, Throwable best) {
                return isRanked && Boom.weight(error) > Boom.weight(best);
            }
        };
    }

    /** Waits for all that was ever started, also for what the supervisor has left behind. */
    final void awaitEnds() throws InterruptedException, ExecutionException {
        for (Start start : List.copyOf(starts)) {
            world.await(start.over);
            if (start.puppet != null) {
                world.await(start.puppet.peace());
            }
        }
    }

    /** Who hears everything from the beginning. */
    final Chronicle chronicle() {
        return whole;
    }

    /** Somebody who comes later, and may go again. */
    final Chronicle passerBy() {
        Chronicle chronicle = new Chronicle(world, isEngine, false);
        passersBy.add(chronicle);
        return chronicle;
    }

    final void observe(Supplier<Runner.State> subject) {
        state = subject;
    }

    final Runner.State state() {
        return state.get();
    }

    final boolean isRunning() {
        return state() == Runner.State.RUNNING;
    }

    // ---- what is asked

    final boolean killHasReturned() {
        return killHasReturned;
    }

    final void add(Registration registration) {
        registration.isUndisturbed =
                requests.stream().noneMatch(request -> request.id.equals(registration.id) && !request.hasReturned);
        registrations.add(registration);
    }

    final void accepted(Registration registration, boolean done) {
        registration.isAccepted = done;
        registration.isRefused = !done;
        world.note("start of " + registration + (done ? " accepted" : ": was there already"));
        world.check(!registration.isTooLate, "R-17 B-9 B-61 who was killed refuses to start", registration);
        if (done) {
            registrations.stream()
                    .filter(other -> other != registration && other.id.equals(registration.id))
                    .forEach(other -> other.isSuperseded = true);
        }
    }

    final void refusedAsDead(Registration registration) {
        registration.isRefused = true;
        world.check(!isRunning(), "R-18 who runs does not say it is dead", registration);
    }

    final Request stops(String id) {
        Request stop = request(id);
        stops.add(stop);
        return stop;
    }

    final Request request(String id) {
        registrations.stream().filter(r -> r.id.equals(id)).forEach(r -> r.isUndisturbed = false);
        Request request = new Request(
                id,
                registrations.stream()
                        .filter(r -> r.id.equals(id) && r.isAccepted)
                        .toList(),
                starts.stream().filter(s -> s.registration.id.equals(id)).toList(),
                killHasReturned);
        requests.add(request);
        return request;
    }

    final void stopped(Request stop) {
        stop.hasReturned = true;
        stop.before.forEach(registration -> registration.isForbidden = true);
        dismiss(stop);
    }

    final void restarted(Request restart) {
        restart.hasReturned = true;
        world.check(!restart.isTooLate, "who was killed refuses to restart", restart.id);
        dismiss(restart);
    }

    final void restartRefused(Request restart, boolean asUnknown) {
        restart.hasReturned = true;
        world.check(asUnknown || !isRunning(), "R-71 who runs does not say it is dead", restart.id);
    }

    private void dismiss(Request request) {
        request.running.stream()
                .flatMap(start -> Stream.ofNullable(start.puppet))
                .forEach(dismissed::add);
    }

    final void stopIsOver(Request stop, @Nullable Throwable error, boolean isRefusal) {
        world.check(!stop.isOver, "a stop is over once", stop.id);
        stop.isOver = true;
        if (isRefusal) {
            world.check(state() == Runner.State.DEAD, "R-45 only the dead refuse to stop", stop.id);
            return;
        }
        if (error instanceof WorkerAbandonedException || error instanceof ManifoldAbandonedException) {
            world.check(hasTimeouts, "a worker is abandoned only with a stop timeout", stop.id);
            return;
        }
        if (hasTimeouts && !isRunning()) {
            // Whoever is dying has left those behind that it has abandoned: it does not know them any more.
            return;
        }
        for (Start start : stop.running) {
            world.check(start.hasEnded(), "R-41 who stops a worker is told when it has ended", start);
        }
        if (error instanceof Boom) {
            world.check(
                    starts.stream().anyMatch(s -> s.registration.id.equals(stop.id) && s.error() == error),
                    "R-41 a stop gives the error of its own worker",
                    error);
        }
    }

    final void kills() {
        killWasAsked = true;
    }

    final void killed() {
        killHasReturned = true;
    }

    final boolean killWasAsked() {
        return killWasAsked;
    }

    // ---- what is done

    final void called(Start start, StartContext context) {
        Registration registration = start.registration;
        world.note("start function of " + start + " is called");
        for (Start other : starts) {
            if (other.registration.id.equals(registration.id)) {
                world.check(other.hasEnded(), "R-23 one incarnation per id", start + " beside " + other);
            }
        }
        world.check(!registration.isForbidden, "B-2 B-4 R-41 stop always wins", start);
        world.check(!registration.isRefused, "R-12 what was refused is never called", registration);
        world.check(!isDead, "R-30 nothing starts in who is dead", start);
        world.check(!context.isCancelled(), "B-56 a start that was cancelled is not begun", start);
        registration.calls++;
        starts.add(start);
    }

    final void returned(Start start, @Nullable Puppet puppet) {
        start.puppet = puppet;
        start.returned = world.now();
        start.over.complete(null);
    }

    final void threw(Start start, Throwable thrown) {
        start.thrown = thrown;
        start.over.complete(null);
    }

    final Start startOf(Puppet puppet) {
        return starts.stream().filter(s -> s.puppet == puppet).findFirst().orElseThrow();
    }

    void killed(Puppet puppet) {
        world.check(puppet.kills == 1, "R-41 a worker is killed once", puppet);
    }

    /** Nobody has asked for anything that could be a reason to stop it. */
    final boolean isLeftAlone(Registration registration) {
        return registration.isUndisturbed && !killWasAsked && isRunning() && !hasTimeouts;
    }

    final void ended(Puppet puppet) {
        world.check(!isDead || hasTimeouts, "R-30 who is dead has no workers left", puppet);
    }

    final void removed(Registration registration, @Nullable Throwable error) {
        registration.removals++;
        world.note(registration + " is removed" + (error == null ? "" : " after " + error.getMessage()));
        world.check(registration.removals == 1, "an owner is told of the removal once", registration);
        for (Start start : starts) {
            if (start.registration == registration) {
                world.check(
                        start.hasEnded(), "an owner is told of the removal after the end of his last worker", start);
            }
        }
    }

    final boolean died(@Nullable Throwable error) {
        isDead = true;
        result = error == null ? null : Worker.unwrap(error);
        for (Start start : starts) {
            world.check(start.hasEnded() || hasTimeouts, "R-30 who is dead has no workers left", start);
        }
        return true;
    }

    // ---- what holds

    /** The last call of a start function of a registration; null if there was none. */
    final @Nullable Start lastOf(Registration registration) {
        return starts.stream()
                .filter(start -> start.registration == registration)
                .reduce((first, second) -> second)
                .orElse(null);
    }

    final void checkStopsAreOver() {
        for (Request stop : stops) {
            world.check(stop.isOver, "every stop is over some time", stop.id);
        }
    }

    void checkAtEnd() {
        world.check(isDead, "R-51 who was killed dies", "it has not");
        checkStopsAreOver();
        for (Registration registration : registrations) {
            world.check(
                    registration.removals == (registration.isAccepted ? 1 : 0),
                    "an owner is told of the removal of what was accepted",
                    registration + ": " + registration.removals + " times");
        }
        for (Start start : starts) {
            world.check(start.hasEnded(), "every worker that was started has ended", start);
        }
        for (Chronicle chronicle : passersBy) {
            chronicle.checkIsPartOf(whole);
        }
        whole.checkOrder();
        whole.checkComplete(starts, everythingIsFatal);
        whole.checkResult(result, isRanked);
    }
}
