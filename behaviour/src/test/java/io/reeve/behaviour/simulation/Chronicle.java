// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import io.reeve.testkit.simulation.World;
import io.reeve.worker.Restart;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a listener has heard, and what must be true of it. */
final class Chronicle implements RunnerListener {
    private enum Phase {
        ABSENT,
        REGISTERED,
        STARTING,
        STARTED,
        STOPPING,
        ABANDONED,
        ENDED
    }

    private static final Set<Phase> LEFT = Set.of(Phase.REGISTERED, Phase.ENDED, Phase.ABANDONED);

    private final World world;
    private final boolean ofEngine;
    private final boolean isWhole;
    private final List<RunnerEvent> events = new ArrayList<>();
    private final RandomGenerator hesitation;
    private boolean isClosed;
    private boolean isCalled;

    Chronicle(World world, boolean ofEngine, boolean isWhole) {
        this.world = world;
        this.ofEngine = ofEngine;
        this.isWhole = isWhole;
        this.hesitation = world.random("hesitation");
    }

    @Override
    public void onEvent(RunnerEvent event) {
        world.check(!isCalled, "a listener is called by one at a time", event);
        isCalled = true;
        if (hesitation.nextInt(8) == 0) {
            world.pause();
        }
        world.note("event " + event.getClass().getSimpleName() + idOf(event));
        events.add(event);
        isCalled = false;
    }

    private static String idOf(RunnerEvent event) {
        return event instanceof RunnerEvent.WorkerEvent of ? " " + of.id() + "#" + of.generation() : "";
    }

    void closed() {
        isClosed = true;
    }

    List<RunnerEvent> events() {
        return events;
    }

    /** What somebody heard who came later, or went earlier, is one piece of the whole. */
    void checkIsPartOf(Chronicle whole) {
        int from = events.isEmpty() ? 0 : indexOf(whole.events, events.get(0));
        for (int i = 0; i < events.size(); i++) {
            world.check(
                    from >= 0 && from + i < whole.events.size() && whole.events.get(from + i) == events.get(i),
                    "every listener hears the same, in the same order",
                    events.get(i));
        }
        world.check(
                isClosed || isWhole || events.isEmpty() || from + events.size() == whole.events.size(),
                "a listener hears everything until he goes",
                events.size());
    }

    private static int indexOf(List<RunnerEvent> events, RunnerEvent wanted) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Each id goes through its phases, and nothing begins in a runner that is dying. */
    void checkOrder() {
        Map<String, Phase> phases = new HashMap<>();
        Map<String, Long> generations = new HashMap<>();
        boolean isDying = false;
        boolean isDead = false;
        for (RunnerEvent event : events) {
            if (event instanceof RunnerEvent.RunnerDying) {
                world.check(!isDying, "a runner begins to die once", event);
                isDying = true;
            } else if (event instanceof RunnerEvent.RunnerDead) {
                world.check(isDying && !isDead, "a runner dies once, after it was dying", event);
                isDead = true;
            } else if (event instanceof RunnerEvent.WorkerEvent of) {
                boolean isAfterwards = event instanceof RunnerEvent.AbandonedEnded
                        || event instanceof RunnerEvent.Misbehaved
                        || event instanceof RunnerEvent.StartRefused;
                world.check(!isDead || isAfterwards, "the death of a runner is its last event", event);
                world.check(
                        !isDying || !(event instanceof RunnerEvent.Registered || event instanceof RunnerEvent.Starting),
                        "R-30 B-5 nothing starts after dying",
                        event);
                Phase before = phases.getOrDefault(of.id(), Phase.ABSENT);
                Phase after = after(before, of, generations.getOrDefault(of.id(), 0L));
                phases.put(of.id(), after);
                if (event instanceof RunnerEvent.Starting) {
                    generations.put(of.id(), of.generation());
                } else if (after == Phase.ABSENT && before != Phase.ABSENT) {
                    generations.remove(of.id());
                }
            }
        }
        world.check(isDead, "the death of a runner is made known", events.size() + " events");
        phases.forEach((id, phase) -> world.check(
                // What a dying engine has put an end to is not taken out of it.
                phase == Phase.ABSENT || (ofEngine && LEFT.contains(phase)),
                "what was registered is removed",
                id + " is " + phase));
    }

    private Phase after(Phase before, RunnerEvent.WorkerEvent event, long generation) {
        if (event instanceof RunnerEvent.Registered) {
            // In an engine another manifold may be installed while the one before it is on its way out.
            return ofEngine && before != Phase.ABSENT ? before : expect(before, event, Phase.REGISTERED, Phase.ABSENT);
        } else if (event instanceof RunnerEvent.Starting) {
            world.check(
                    event.generation() == generation + 1 || (ofEngine && event.generation() > generation),
                    "generations are counted one by one",
                    event);
            return expect(before, event, Phase.STARTING, Phase.REGISTERED, Phase.ENDED);
        } else if (event instanceof RunnerEvent.Started) {
            return expect(before, event, Phase.STARTED, Phase.STARTING);
        } else if (event instanceof RunnerEvent.Stopping) {
            return expect(before, event, Phase.STOPPING, Phase.STARTING, Phase.STARTED);
        } else if (event instanceof RunnerEvent.Finished
                || event instanceof RunnerEvent.Failed
                || event instanceof RunnerEvent.Yielded) {
            return expect(before, event, Phase.ENDED, Phase.STARTING, Phase.STARTED, Phase.STOPPING, Phase.ABANDONED);
        } else if (event instanceof RunnerEvent.RestartScheduled || event instanceof RunnerEvent.GivenUp) {
            return expect(before, event, Phase.ENDED, Phase.ENDED);
        } else if (event instanceof RunnerEvent.Abandoned) {
            return expect(before, event, Phase.ABANDONED, Phase.STOPPING);
        } else if (event instanceof RunnerEvent.Removed) {
            return expect(
                    before,
                    event,
                    Phase.ABSENT,
                    ofEngine
                            ? new Phase[] {Phase.REGISTERED, Phase.ENDED, Phase.ABANDONED}
                            : new Phase[] {Phase.ENDED, Phase.ABANDONED});
        }
        return before;
    }

    private Phase expect(Phase before, RunnerEvent event, Phase after, Phase... allowed) {
        world.check(List.of(allowed).contains(before), "events come in the order of a life", event + " when " + before);
        return after;
    }

    /** Every error that a worker met is told, once; and nothing is told that was not. */
    void checkComplete(List<SupervisorModel.Start> starts, boolean everythingIsFatal) {
        for (SupervisorModel.Start start : starts) {
            Throwable error = start.error();
            if (error instanceof Boom boom) {
                long told = events.stream().filter(event -> tells(event, boom)).count();
                world.check(told >= 1, "every failure is told", start + ": " + boom.getMessage());
                boolean fatal = events.stream()
                        .anyMatch(e -> e instanceof RunnerEvent.Failed f && f.error() == boom && f.fatal());
                boolean gaveUp = events.stream().anyMatch(e -> e instanceof RunnerEvent.GivenUp g && g.error() == boom);
                boolean judged = events.stream().anyMatch(e -> e instanceof RunnerEvent.Failed f && f.error() == boom);
                world.check(
                        !judged || gaveUp || fatal == (everythingIsFatal || boom.isFatal),
                        "R-2 R-30 an error is fatal if the policy says so",
                        boom);
            }
            long begun = events.stream()
                    .filter(e -> e instanceof RunnerEvent.Starting s
                            && s.id().equals(start.registration.id)
                            && s.generation() == start.generation)
                    .count();
            world.check(begun >= 1, "every start is told", start);
        }
        for (RunnerEvent event : events) {
            if (event instanceof RunnerEvent.Failed failed && failed.error() instanceof Boom) {
                world.check(
                        starts.stream().anyMatch(start -> start.error() == failed.error()),
                        "only failures that were are told",
                        event);
            }
        }
    }

    private static boolean tells(RunnerEvent event, Throwable error) {
        if (event instanceof RunnerEvent.Failed failed) {
            return isOrCarries(failed.error(), error);
        }
        return event instanceof RunnerEvent.AbandonedEnded late && late.error() == error;
    }

    /** A start that took too long fails with a timeout, whose cause is how it ended. */
    private static boolean isOrCarries(Throwable told, Throwable error) {
        return told == error || told.getCause() == error;
    }

    /** B-1, B-19: the first fatal error is the result, or the best by the policy; the others are attached to it, once. */
    void checkResult(@Nullable Throwable result, boolean isRanked) {
        Throwable best = null;
        List<Throwable> all = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            RunnerEvent event = events.get(i);
            Throwable error = null;
            boolean escalated = false;
            if (event instanceof RunnerEvent.Failed failed && failed.fatal()) {
                error = failed.error();
                escalated = i + 1 < events.size() && isEscalation(events.get(i + 1), error);
            } else if (event instanceof RunnerEvent.GivenUp givenUp
                    && givenUp.policy().exhausted() == Restart.Exhausted.ESCALATE) {
                if (givenUp.error() == null) {
                    // An error is made for it, which only the death shows.
                    world.check(result != null, "a budget that is used up escalates", event);
                    return;
                }
            }
            if (error != null) {
                all.add(error);
                if (best == null || (isRanked && !escalated && Boom.weight(error) > Boom.weight(best))) {
                    best = error;
                }
            }
        }
        world.check(
                result == best,
                isRanked
                        ? "R-32 the most important fatal error is the result"
                        : "B-1 the first fatal error is the result",
                result + " and not " + best);
        if (best != null) {
            List<Throwable> attached = List.of(best.getSuppressed());
            for (Throwable other : all) {
                long times = attached.stream().filter(error -> error == other).count();
                world.check(
                        other == best ? times == 0 : times == 1,
                        "B-19 the other fatal errors are attached to the result, once each",
                        other + ": " + times + " times");
            }
        }
    }

    private static boolean isEscalation(RunnerEvent next, Throwable error) {
        return next instanceof RunnerEvent.GivenUp givenUp && givenUp.error() == error;
    }
}
