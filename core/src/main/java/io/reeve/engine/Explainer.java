// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.dependency.ManifoldSignal;
import io.reeve.dependency.MissingInputException;
import io.reeve.engine.Node.Phase;
import io.reeve.supervise.Abandonment;
import io.reeve.supervise.Ids;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about the graph as a whole. Every method is called with the engine's lock held, calls no foreign code
 * and changes nothing.
 */
final class Explainer {
    private static final String GIVEN_UP =
            "its restart budget is used up; it is started again when an input changes, or by an operator";

    private final EngineMachine machine;
    private final String engine;

    Explainer(EngineMachine machine, String engine) {
        this.machine = machine;
        this.engine = engine;
    }

    // ---- why

    /** Built from the root cause up, since the chain may be as long as the graph is deep. */
    @Nullable
    Why why(String name) {
        Node node = machine.nodes().get(name);
        if (node == null) {
            return null;
        }
        Deque<Node> links = new ArrayDeque<>();
        for (Node link = node; link != null; link = behind(link)) {
            links.push(link);
        }
        Why why = null;
        if (machine.state() != Runner.State.RUNNING) {
            Throwable failure = machine.failure();
            why = new Why(
                    "engine '" + engine + "'",
                    machine.state().toString(),
                    failure == null ? "it was killed" : "a manifold failed fatally",
                    null,
                    null,
                    failure,
                    null);
        }
        for (Node link : links) {
            why = explain(link, why);
        }
        return why;
    }

    /** The node that keeps this one from going on; null if that is its own affair. */
    private static @Nullable Node behind(Node node) {
        if (node.phase == Phase.PENDING && node.delay == null) {
            return awaited(node);
        }
        if (node.phase == Phase.STOPPING && node.incarnation().killWhenFree) {
            return holder(node);
        }
        return null;
    }

    /** The first input that a node waits for: rather one that is down than one that is on its way. */
    private static @Nullable Node awaited(Node node) {
        Node coming = null;
        for (Edge edge : node.inputs) {
            switch (edge.input.standing()) {
                case DOWN -> {
                    if (!edge.isOptional()) {
                        return edge.input;
                    }
                }
                case COMING -> coming = coming == null ? edge.input : coming;
                case UP -> {}
            }
        }
        return coming;
    }

    /** One that runs against a node, and has to end before it is killed. */
    private static @Nullable Node holder(Node node) {
        for (Edge edge = node.dependents; edge != null; edge = edge.next()) {
            Incarnation dependent = edge.dependent.incarnation();
            if (!dependent.hasEnded() && dependent.inputs.contains(node.incarnation())) {
                return edge.dependent;
            }
        }
        return null;
    }

    private Why explain(Node node, @Nullable Why because) {
        Instant since = node.view.since();
        Throwable failure = node.lastFailure;
        StartDelay delay = node.delay;
        return switch (node.phase) {
            case ABSENT -> link(node, "not installed", "nobody has installed it", null, null, null, because);
            case STARTED ->
                delay == null
                        ? link(node, "its worker runs", since, null, failure, because)
                        : link(
                                node,
                                "its worker runs, and is started anew since an optional input came",
                                since,
                                delay.due,
                                failure,
                                because);
            case STARTING -> link(node, starting(node), since, null, failure, because);
            case STOPPING -> link(node, stopping(node, because), since, null, failure, because);
            case ABANDONED, LEFT -> link(node, abandoned(node), since, null, failure, because);
            case JUDGED -> link(node, "it has ended, and its end is being judged", since, null, failure, because);
            case GIVEN_UP -> link(node, GIVEN_UP, since, null, failure, because);
            case IDLE -> link(node, idle(failure), since, null, failure, because);
            case OVER -> link(node, "the engine starts nothing any more", since, null, failure, because);
            case PENDING ->
                delay != null
                        ? link(node, delayed(node, delay), since, delay.due, failure, because)
                        : link(node, waiting(node), since, null, failure, because);
        };
    }

    private static String starting(Node node) {
        return "its start function runs"
                + (node.incarnation().isOverdue() ? "; it takes longer than it may, and was cancelled" : "");
    }

    private static String stopping(Node node, @Nullable Why because) {
        Incarnation incarnation = node.incarnation();
        if (because != null && incarnation.killWhenFree) {
            return "it is stopped after those that run against it";
        }
        if (incarnation.worker() == null) {
            return "its start was cancelled, and its start function has not returned" + inTime(incarnation);
        }
        return incarnation.startOverdue
                ? "its start function took longer than it may, and what it returned has not ended" + inTime(incarnation)
                : "its worker was killed and has not ended" + inTime(incarnation);
    }

    private static String inTime(Incarnation incarnation) {
        return incarnation.stopOverdue ? " in time" : "";
    }

    private String abandoned(Node node) {
        Incarnation incarnation = node.incarnation();
        Abandonment abandonment = incarnation.abandonment;
        String text = "it was asked to stop and had not ended "
                + (abandonment == null ? "in time" : RestartPlan.words(abandonment.waited()) + " later");
        if (machine.state() != Runner.State.RUNNING) {
            return text + "; its engine does without it";
        }
        if (!node.isInstalled()) {
            return text + "; its name is free when it ends";
        }
        return text
                + (incarnation.blueprint == node.blueprint
                        ? "; it is started again when it ends"
                        : "; another manifold takes its place when it ends");
    }

    private static String idle(@Nullable Throwable failure) {
        if (failure == null) {
            return "its worker ended without error; it is started again when an input changes";
        }
        return ManifoldSignal.in(failure) instanceof MissingInputException
                ? "it misses something; it is started again when an input changes"
                : "it failed, and its policy says not to try again before an input changes";
    }

    private static String delayed(Node node, StartDelay delay) {
        return delay.plan != null
                ? "it failed " + (node.recentErrors <= 1 ? "once" : node.recentErrors + " times in a row") + "; "
                        + delay.plan.text()
                : "an input changed; it is started anew after a delay of " + RestartPlan.words(delay.length());
    }

    private static String waiting(Node node) {
        Node awaited = awaited(node);
        return awaited == null ? "it is about to be started" : "it waits for its input " + Ids.quote(awaited.name);
    }

    private static Why link(
            Node node,
            String text,
            @Nullable Instant since,
            @Nullable Instant next,
            @Nullable Throwable failure,
            @Nullable Why because) {
        return link(node, node.phase.state.toString(), text, since, next, failure, because);
    }

    private static Why link(
            Node node,
            String state,
            String text,
            @Nullable Instant since,
            @Nullable Instant next,
            @Nullable Throwable failure,
            @Nullable Why because) {
        return new Why("manifold " + Ids.quote(node.name), state, text, since, next, failure, because);
    }

    // ---- impact and what is missing

    /** What depends on a node, each after all of its inputs that do: a depth-first walk, left in reverse. */
    List<String> impact(String name) {
        Node start = machine.nodes().get(name);
        if (start == null) {
            return List.of();
        }
        Deque<String> impact = new ArrayDeque<>();
        Set<Node> found = new HashSet<>(Set.of(start));
        Deque<Node> path = new ArrayDeque<>(found);
        Deque<Iterator<Node>> open = new ArrayDeque<>(List.of(dependents(start).iterator()));
        while (!path.isEmpty()) {
            Iterator<Node> rest = open.element();
            if (rest.hasNext()) {
                Node next = rest.next();
                if (found.add(next)) {
                    path.push(next);
                    open.push(dependents(next).iterator());
                }
            } else {
                open.pop();
                Node left = path.pop();
                if (left.isInstalled()) {
                    impact.push(left.name);
                }
            }
        }
        return List.copyOf(impact);
    }

    Map<String, List<String>> missing() {
        Map<String, List<String>> missing = new TreeMap<>();
        for (Node node : machine.nodes().values()) {
            if (!node.isInstalled() && node.dependents != null) {
                List<String> waiting = new ArrayList<>();
                dependents(node).map(dependent -> dependent.name).sorted().forEach(waiting::add);
                missing.put(node.name, List.copyOf(waiting));
            }
        }
        return missing;
    }

    private static Stream<Node> dependents(Node node) {
        return Stream.iterate(node.dependents, edge -> edge != null, Edge::next).map(edge -> edge.dependent);
    }
}
