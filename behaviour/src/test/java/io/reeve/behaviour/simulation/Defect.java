// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A bug that is planted: changes of the text of classes of core. The text must be there, once, word for word: whoever
 * changes a class changes the defects that are planted in it.
 */
final class Defect {
    private record Edit(String original, String planted) {
        /** Indentation and line breaks do not count. */
        Pattern place() {
            return Pattern.compile(Stream.of(original.strip().split("\\s+"))
                    .map(Pattern::quote)
                    .collect(Collectors.joining("\\s+")));
        }
    }

    private final String id;
    private final String what;
    private final String scenario;
    private final Map<String, List<Edit>> edits = new LinkedHashMap<>();

    private Defect(String id, String what, String scenario) {
        this.id = id;
        this.what = what;
        this.scenario = scenario;
    }

    static Defect of(String id, String what, String scenario) {
        return new Defect(id, what, scenario);
    }

    /**
     * Plants something.
     *
     * @param file the source, from the root of the packages of core
     * @param original what stands there
     * @param planted what shall stand there
     * @return this
     */
    Defect in(String file, String original, String planted) {
        edits.computeIfAbsent(file, first -> new ArrayList<>()).add(new Edit(original, planted));
        return this;
    }

    String id() {
        return id;
    }

    String what() {
        return what;
    }

    String scenario() {
        return scenario;
    }

    Iterable<String> files() {
        return edits.keySet();
    }

    String plantIn(String file, String source) {
        String text = source;
        for (Edit edit : edits.getOrDefault(file, List.of())) {
            Matcher matcher = edit.place().matcher(text);
            if (!matcher.find() || matcher.find()) {
                throw new AssertionError("defect " + id + " cannot be planted: in " + file
                        + " there is not exactly one\n" + edit.original());
            }
            text = matcher.replaceFirst(Matcher.quoteReplacement(edit.planted()));
        }
        return text;
    }

    @Override
    public String toString() {
        return id + " " + what;
    }
}
