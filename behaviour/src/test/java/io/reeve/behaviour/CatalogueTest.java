// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Every rule of the catalogue that concerns workers, the runner, the catacomb and the engine is held by a test that carries its id. */
final class CatalogueTest {
    private static final Pattern ID = Pattern.compile("\\b[A-Z]+-\\d+\\b");

    private static Stream<String> ids(String letter, int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(number -> letter + "-" + number);
    }

    private static Set<String> demanded() {
        return Stream.of(
                        ids("W", 1, 11),
                        ids("R", 1, 7),
                        ids("R", 10, 19),
                        ids("R", 20, 26),
                        ids("R", 30, 38),
                        ids("R", 40, 45),
                        ids("R", 50, 52),
                        ids("R", 60, 71),
                        ids("R", 80, 84),
                        ids("R", 90, 92),
                        ids("C", 1, 9),
                        ids("C", 20, 28),
                        // C-35 is about a value that there is not in Java.
                        ids("C", 30, 34),
                        ids("C", 36, 39),
                        ids("C", 40, 51),
                        ids("B", 1, 26),
                        ids("B", 30, 39),
                        ids("B", 40, 64),
                        ids("D", 1, 3),
                        ids("D", 10, 11),
                        ids("D", 20, 25),
                        ids("D", 30, 35),
                        ids("D", 40, 48),
                        ids("D", 50, 57),
                        ids("D", 60, 65),
                        ids("D", 70, 76),
                        ids("D", 80, 86),
                        ids("D", 90, 91),
                        Stream.of("L-1", "L-4", "L-5", "L-7", "L-9", "L-10"))
                .flatMap(each -> each)
                .collect(TreeSet::new, Set::add, Set::addAll);
    }

    /** The ids in the names of all tests of this module for which something holds. */
    private static Set<String> carried(Predicate<Method> wanted) throws Exception {
        Path root = Path.of(CatalogueTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> ids = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file)
                        .toString()
                        .replaceAll("\\.class$", "")
                        .replaceAll("[/\\\\]", ".");
                for (Method method : Class.forName(name).getDeclaredMethods()) {
                    if (isTest(method) && wanted.test(method)) {
                        Matcher matcher = ID.matcher(
                                method.getAnnotation(DisplayName.class).value());
                        while (matcher.find()) {
                            ids.add(matcher.group());
                        }
                    }
                }
            }
        }
        return ids;
    }

    private static boolean isTest(Method method) {
        return (method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                && method.isAnnotationPresent(DisplayName.class);
    }

    @Test
    @DisplayName("every id is carried by a test that runs")
    void everyIdIsCarried() throws Exception {
        Set<String> missing = demanded();
        missing.removeAll(carried(method -> !method.isAnnotationPresent(Disabled.class)));
        assertThat(missing).isEmpty();
    }

    @Test
    @DisplayName("no test carries an id that there is not")
    void noIdIsMadeUp() throws Exception {
        assertThat(demanded()).containsAll(carried(method -> true));
    }
}
