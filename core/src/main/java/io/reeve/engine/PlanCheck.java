// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Input;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.Output;
import io.reeve.supervise.Ids;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a set of manifolds, found without starting any: what an engine would refuse, and what it would
 * never start. Immutable.
 *
 * <p>Only what manifolds declare is looked at: a start function that asks for something else is not noticed.
 */
public final class PlanCheck {
    /**
     * An output that a manifold needs and that the input does not offer.
     *
     * @param manifold the name of the manifold
     * @param input the name of the input
     * @param type the name of the type that is needed
     * @param isOptional whether the manifold can be started without the input; with it, its start fails all the same
     * @param offered the names of the types that the input offers
     */
    public record Mismatch(String manifold, String input, String type, boolean isOptional, List<String> offered) {
        /**
         * Creates a mismatch.
         *
         * @param manifold the name of the manifold
         * @param input the name of the input
         * @param type the name of the type that is needed
         * @param isOptional whether the manifold can be started without the input
         * @param offered the names of the types that the input offers
         */
        public Mismatch {
            offered = List.copyOf(offered);
        }

        @Override
        public String toString() {
            return Ids.quote(manifold) + " needs " + type + " of " + Ids.quote(input) + ", which offers "
                    + (offered.isEmpty() ? "nothing" : String.join(", ", offered));
        }
    }

    /** By name; in each, inputs by name. */
    private final Map<String, Map<String, Input>> graph;

    private final List<List<String>> cycles;
    private final Map<String, List<String>> missing;
    private final List<Mismatch> mismatches;

    /**
     * From each name that cannot start to the one that keeps it from that: the next link of a chain, which may be as long
     * as the graph is deep. To itself where a chain ends.
     */
    private final Map<String, String> because;

    private final Set<String> unreachable;

    private PlanCheck(Map<String, Blueprint> blueprints) {
        graph = new TreeMap<>();
        blueprints.forEach((name, blueprint) -> {
            Map<String, Input> inputs = new LinkedHashMap<>();
            blueprint.inputs().forEach(input -> inputs.put(input.name(), input));
            graph.put(name, inputs);
        });
        cycles = findCycles();
        missing = findMissing();
        mismatches = findMismatches(blueprints);
        because = findUnreachable();
        unreachable =
                because.keySet().stream().filter(graph::containsKey).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Checks a set of manifolds.
     *
     * @param manifolds the manifolds by their names; each is asked for its inputs and outputs, nothing else
     * @return what was found
     * @throws IllegalArgumentException if an engine would refuse a name
     * @throws RuntimeException what a manifold threw when it was asked
     */
    public static PlanCheck of(Map<String, ? extends Manifold> manifolds) {
        Map<String, Blueprint> blueprints = new HashMap<>();
        manifolds.forEach((name, manifold) -> {
            Ids.check("name of a manifold", name);
            requireNonNull(manifold, () -> "manifold " + Ids.quote(name));
            Blueprint blueprint =
                    Blueprint.of(ManifoldSpec.builder(name, manifold).build());
            blueprint
                    .inputs()
                    .forEach(input -> Ids.check("name of an input of manifold " + Ids.quote(name), input.name()));
            blueprints.put(name, blueprint);
        });
        return new PlanCheck(blueprints);
    }

    /**
     * Whether nothing is wrong: all cycles, missing inputs, mismatches and unreachable manifolds are none.
     *
     * @return true if so
     */
    public boolean isFlawless() {
        return cycles.isEmpty() && missing.isEmpty() && mismatches.isEmpty() && unreachable.isEmpty();
    }

    /**
     * The cycles: one through each group of manifolds that depend on each other, by required inputs or optional ones. An
     * engine refuses the one that would close it.
     *
     * @return names along each cycle: each needs the one after it, and the last one is the first again
     */
    public List<List<String>> cycles() {
        return cycles;
    }

    /**
     * The inputs that are not among the manifolds, those that can be done without included.
     *
     * @return from the name of the input to the names of the manifolds that have it as an input, both in order
     */
    public Map<String, List<String>> missing() {
        return missing;
    }

    /**
     * The outputs that are needed and not offered.
     *
     * @return in the order of the names of the manifolds
     */
    public List<Mismatch> mismatches() {
        return mismatches;
    }

    /**
     * The manifolds that can never start: those in a cycle, without a required input or an output of one, and all that
     * require one of those.
     *
     * @return their names, in order
     */
    public Set<String> unreachable() {
        return Collections.unmodifiableSet(unreachable);
    }

    /**
     * Why a manifold can never start: itself, what it requires, what that requires, and so on down to the flaw. The last
     * one is a missing input, has a {@linkplain #mismatches() mismatch}, or is in a {@linkplain #cycles() cycle}.
     *
     * @param name the name of a manifold
     * @return one of the shortest such chains; empty if the manifold is not {@linkplain #unreachable() unreachable}
     */
    public List<String> whyUnreachable(String name) {
        requireNonNull(name, "name");
        List<String> chain = new ArrayList<>();
        if (unreachable.contains(name)) {
            String link = name;
            for (String last = null; !link.equals(last); link = requireNonNull(because.get(last))) {
                chain.add(link);
                last = link;
            }
        }
        return List.copyOf(chain);
    }

    /**
     * What would be restarted if a manifold were.
     *
     * @param name its name, also that of a missing input
     * @return the manifold itself, if it is one, and all that depend on it, directly or not, inputs before their
     *     dependents as far as there is no cycle; empty for an unknown name
     */
    public List<String> impact(String name) {
        requireNonNull(name, "name");
        Map<String, List<String>> dependents = dependents();
        if (!graph.containsKey(name) && !dependents.containsKey(name)) {
            return List.of();
        }
        List<String> order = new ArrayList<>();
        Set<String> seen = new HashSet<>(Set.of(name));
        // A walk in depth with its own stack: a name is complete when all that depend on it are.
        Deque<Walk> path = new ArrayDeque<>(List.of(new Walk(name, dependents.getOrDefault(name, List.of()))));
        while (!path.isEmpty()) {
            Walk walk = path.peek();
            String next = walk.next();
            if (next == null) {
                order.add(walk.name);
                path.pop();
            } else if (seen.add(next)) {
                path.push(new Walk(next, dependents.getOrDefault(next, List.of())));
            }
        }
        Collections.reverse(order);
        order.removeIf(each -> !graph.containsKey(each));
        return List.copyOf(order);
    }

    /**
     * All that was found, for people.
     *
     * @return one line for each flaw
     */
    @Override
    public String toString() {
        if (isFlawless()) {
            return graph.size() + " manifolds, no flaws";
        }
        List<String> lines = new ArrayList<>();
        cycles.forEach(
                cycle -> lines.add("cycle: " + cycle.stream().map(Ids::quote).collect(Collectors.joining(" needs "))));
        missing.forEach(
                (input, names) -> lines.add("missing: " + Ids.quote(input) + ", input of " + String.join(", ", names)));
        mismatches.forEach(mismatch -> lines.add("mismatch: " + mismatch));
        unreachable.forEach(name -> {
            String link = requireNonNull(because.get(name));
            lines.add("never started: " + Ids.quote(name)
                    + (link.equals(name) ? "" : ", which needs " + Ids.quote(link)));
        });
        return String.join("\n", lines);
    }

    // ---- how it is found

    /** A place on a walk in depth. */
    private static final class Walk {
        final String name;
        private final List<String> neighbours;
        private int position;

        Walk(String name, List<String> neighbours) {
            this.name = name;
            this.neighbours = neighbours;
        }

        @Nullable
        String next() {
            return position < neighbours.size() ? neighbours.get(position++) : null;
        }
    }

    private List<String> inputsOf(String name) {
        return List.copyOf(graph.getOrDefault(name, Map.of()).keySet());
    }

    private Map<String, List<String>> dependents() {
        Map<String, List<String>> dependents = new TreeMap<>();
        graph.forEach((name, inputs) -> inputs.keySet()
                .forEach(input -> dependents
                        .computeIfAbsent(input, unused -> new ArrayList<>())
                        .add(name)));
        return dependents;
    }

    private List<List<String>> findCycles() {
        List<List<String>> found = new ArrayList<>();
        for (Set<String> group : groups()) {
            String first = group.iterator().next();
            if (group.size() > 1 || inputsOf(first).contains(first)) {
                found.add(shortestCycle(first, group));
            }
        }
        found.sort((one, other) -> one.get(0).compareTo(other.get(0)));
        return List.copyOf(found);
    }

    /**
     * The groups of names that depend on each other: the strongly connected components, by the algorithm of R. Tarjan,
     * "Depth-First Search and Linear Graph Algorithms", SIAM Journal on Computing 1 (1972), with its own stack.
     */
    private List<Set<String>> groups() {
        List<Set<String>> groups = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        Map<String, Integer> lowest = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        Set<String> isOpen = new HashSet<>();
        for (String root : graph.keySet()) {
            Deque<Walk> path = new ArrayDeque<>();
            if (!numbers.containsKey(root)) {
                path.push(new Walk(root, inputsOf(root)));
            }
            while (!path.isEmpty()) {
                Walk walk = path.peek();
                String name = walk.name;
                if (!numbers.containsKey(name)) {
                    lowest.put(name, numbers.size());
                    numbers.put(name, numbers.size());
                    open.push(name);
                    isOpen.add(name);
                }
                String next = walk.next();
                if (next == null) {
                    path.pop();
                    if (requireNonNull(lowest.get(name)).equals(numbers.get(name))) {
                        groups.add(closeGroup(name, open, isOpen));
                    }
                    Walk before = path.peek();
                    if (before != null) {
                        lowest.merge(before.name, requireNonNull(lowest.get(name)), Math::min);
                    }
                } else if (!numbers.containsKey(next)) {
                    path.push(new Walk(next, inputsOf(next)));
                } else if (isOpen.contains(next)) {
                    lowest.merge(name, requireNonNull(numbers.get(next)), Math::min);
                }
            }
        }
        return groups;
    }

    private static Set<String> closeGroup(String root, Deque<String> open, Set<String> isOpen) {
        Set<String> group = new TreeSet<>();
        String name;
        do {
            name = open.pop();
            isOpen.remove(name);
            group.add(name);
        } while (!name.equals(root));
        return group;
    }

    /** In breadth from a name back to itself, within a group. */
    private List<String> shortestCycle(String start, Set<String> group) {
        Map<String, String> from = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(start));
        while (!from.containsKey(start)) {
            String name = open.remove();
            for (String input : inputsOf(name)) {
                if (group.contains(input) && from.putIfAbsent(input, name) == null) {
                    open.add(input);
                }
            }
        }
        List<String> cycle = new ArrayList<>(List.of(start));
        String name = start;
        do {
            name = requireNonNull(from.get(name));
            cycle.add(name);
        } while (!name.equals(start));
        Collections.reverse(cycle);
        return List.copyOf(cycle);
    }

    private Map<String, List<String>> findMissing() {
        Map<String, List<String>> found = new TreeMap<>();
        dependents().forEach((input, names) -> {
            if (!graph.containsKey(input)) {
                found.put(input, List.copyOf(names));
            }
        });
        return Collections.unmodifiableMap(found);
    }

    private List<Mismatch> findMismatches(Map<String, Blueprint> blueprints) {
        List<Mismatch> found = new ArrayList<>();
        graph.forEach((name, inputs) -> inputs.values().forEach(input -> {
            Class<?> type = input.type();
            Blueprint source = blueprints.get(input.name());
            if (type != null && source != null && !offers(source, type)) {
                found.add(new Mismatch(name, input.name(), type.getName(), input.isOptional(), source.outputTypes()));
            }
        }));
        return List.copyOf(found);
    }

    private static boolean offers(Blueprint source, Class<?> type) {
        for (Output<?> output : source.outputs()) {
            if (type.isAssignableFrom(output.type())) {
                return true;
            }
        }
        return false;
    }

    /** In breadth from all flaws up to what requires them, so that each chain is one of the shortest. */
    private Map<String, String> findUnreachable() {
        Map<String, List<String>> dependents = dependents();
        // From each name that cannot start to the next link of its chain; to itself where the chain ends.
        Map<String, String> because = new LinkedHashMap<>();
        missing.keySet().forEach(input -> because.put(input, input));
        mismatches.stream()
                .filter(mismatch -> !mismatch.isOptional())
                .forEach(mismatch -> because.put(mismatch.manifold(), mismatch.manifold()));
        for (Set<String> group : groups()) {
            String first = group.iterator().next();
            if (group.size() > 1 || inputsOf(first).contains(first)) {
                group.forEach(name -> because.put(name, name));
            }
        }
        Deque<String> open = new ArrayDeque<>(because.keySet());
        while (!open.isEmpty()) {
            String flawed = open.remove();
            for (String name : dependents.getOrDefault(flawed, List.of())) {
                Input input = requireNonNull(requireNonNull(graph.get(name)).get(flawed));
                if (!input.isOptional() && because.putIfAbsent(name, flawed) == null) {
                    open.add(name);
                }
            }
        }
        return because;
    }
}
