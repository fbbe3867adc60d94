// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The simulation finds what it should: each defect that is planted is found. {@code target/defects.md} then says by which
 * seed, in how many schedules, and which rule.
 */
class DefectsTest {
    /** A defect that takes more schedules than this counts as not found. */
    private static final long MOST_SCHEDULES = 20_000;

    static final List<Defect> DEFECTS = Defects.ALL;

    private static final ConcurrentSkipListMap<Integer, String> TABLE = new ConcurrentSkipListMap<>();

    @ParameterizedTest
    @FieldSource("DEFECTS")
    @DisplayName("the simulation finds the defect")
    void findsDefect(Defect defect) throws Exception {
        Class<?> type = Universe.with(defect).loadClass(Hunt.class.getName());
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        @SuppressWarnings("unchecked") // it is Hunt, of another universe
        var hunt = (BiFunction<String, Long, Optional<List<String>>>) constructor.newInstance();

        Optional<List<String>> found = hunt.apply(defect.scenario(), MOST_SCHEDULES);

        assertThat(found).as("%s", defect).isPresent();
        List<String> words = found.orElseThrow();
        long seed = Long.parseLong(words.get(0));
        TABLE.put(
                DEFECTS.indexOf(defect),
                "| %s | %s | %s | %d | %d | %s | %s |%n"
                        .formatted(
                                defect.id(),
                                defect.what(),
                                defect.scenario(),
                                seed,
                                seed + 1,
                                words.get(2),
                                words.get(1)));
    }

    @AfterAll
    static void writeTable() throws Exception {
        StringBuilder text = new StringBuilder(
                "| id | defect | scenario | seed | schedules | steps | broken rule |\n|---|---|---|---|---|---|---|\n");
        TABLE.values().forEach(text::append);
        Files.writeString(Path.of("target", "defects.md"), text);
    }
}
