// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;

/** How thoroughly schedules are looked at: as the build has time for, or as the property {@code reeve.lincheck} says. */
public final class Exploration {
    /** So many times as many scenarios as in the build. */
    private static final int FACTOR = Integer.getInteger("reeve.lincheck", 1);

    /**
     * When Lincheck thinks that one schedule hangs, in milliseconds. The first one waits until all classes are instrumented; on
     * a busy machine that takes longer than the ten seconds that there are else, and would be a failure.
     */
    private static final long HANGS = 300_000;

    private Exploration() {}

    /**
     * Two threads with a few operations each, between which the model checker switches.
     *
     * @param scenarios how many scenarios are made up in the build
     * @param schedules how many schedules of each scenario are tried
     * @return what to check with
     */
    public static ModelCheckingOptions of(int scenarios, int schedules) {
        return new ModelCheckingOptions()
                .iterations(scenarios * FACTOR)
                .invocationsPerIteration(schedules)
                .invocationTimeout$lincheck(HANGS)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1);
    }

    /**
     * As {@link #of}, and before that each operation against each, also against itself, on the same id: what is made up
     * at random may miss the two that do not get along.
     *
     * @param test the class with the operations, each of which takes an id or nothing
     * @param first the name of the operation that is done before them
     * @param scenarios how many scenarios are made up in the build
     * @param schedules how many schedules of each scenario are tried
     * @return what to check with
     */
    public static ModelCheckingOptions ofPairs(Class<?> test, String first, int scenarios, int schedules) {
        ModelCheckingOptions options = of(scenarios, schedules);
        List<Actor> operations = Stream.of(test.getMethods())
                .filter(method -> method.isAnnotationPresent(Operation.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> new Actor(method, method.getParameterCount() == 0 ? List.of() : List.of(1)))
                .toList();
        List<Actor> before = operations.stream()
                .filter(operation -> operation.getMethod().getName().equals(first))
                .toList();
        for (int i = 0; i < operations.size(); i++) {
            for (Actor other : operations.subList(i, operations.size())) {
                List<List<Actor>> both = List.of(List.of(operations.get(i)), List.of(other));
                options.addCustomScenario(new ExecutionScenario(List.of(), both, List.of(), null));
                options.addCustomScenario(new ExecutionScenario(before, both, List.of(), null));
            }
        }
        return options;
    }
}
