// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.shell.command.Answer;
import io.reeve.shell.text.SafeText;
import io.reeve.shell.text.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code manifold:impact}.
 *
 * @param name the name of the manifold that might be restarted
 * @param engine the name of its engine; not the engine, since the shell lets everybody call the methods of an answer
 * @param called what a sentence calls it
 * @param others what would be restarted after it, in that order
 */
record Impact(String name, String engine, String called, List<Other> others) implements Answer {
    private static final int WIDEST_NAME = 80;

    /**
     * A manifold that depends on it.
     *
     * @param name its name
     * @param condition how it fares now
     */
    record Other(String name, Condition condition) {}

    @Override
    public String inspect() {
        if (others.isEmpty()) {
            return line();
        }
        TextTable table = new TextTable("NAME", "STATE");
        others.forEach(other -> table.add(SafeText.line(other.name, WIDEST_NAME), other.condition.state()));
        return line() + ", inputs before what needs them:\n" + table;
    }

    @Override
    public String line() {
        return "a restart of " + called + " restarts "
                + switch (others.size()) {
                    case 0 -> "nothing else";
                    case 1 -> "1 other";
                    default -> others.size() + " others";
                };
    }

    @Override
    public String part() {
        return "impact(" + others.size() + ")";
    }

    @Override
    public @Nullable Object json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("engine", engine);
        json.put("restarts", others.stream().map(Impact::json).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(Other other) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", other.name);
        json.put("state", other.condition.state());
        return json;
    }

    @Override
    public String toString() {
        return inspect();
    }
}
