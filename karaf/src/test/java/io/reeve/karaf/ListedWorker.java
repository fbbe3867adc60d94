// SPDX-License-Identifier: Apache-2.0
package io.reeve.karaf;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A worker as {@code worker:list --json} has it.
 *
 * @param id its id
 * @param state what it is doing
 * @param generation which incarnation it is
 * @param since since when it is in that state
 * @param delay how long its runner waits before it starts it again
 */
record ListedWorker(String id, String state, long generation, String since, String delay) {

    /** One worker of the list; a factory without a worker has null in its place. */
    private static final Pattern WORKER = Pattern.compile("\"id\":\"(?<id>[^\"]+)\",\"runner\":\"[^\"]+\","
            + "\"state\":\"(?<state>[^\"]+)\",\"worker\":\\{\"generation\":(?<generation>\\d+),"
            + ".*?\"since\":\"(?<since>[^\"]+)\".*?\"restart\":\\{[^}]*\"delay\":\"(?<delay>[^\"]+)\"");

    static List<ListedWorker> parse(String json) {
        return WORKER.matcher(json).results().map(ListedWorker::of).toList();
    }

    private static ListedWorker of(MatchResult found) {
        return new ListedWorker(
                found.group(1), found.group(2), Long.parseLong(found.group(3)), found.group(4), found.group(5));
    }
}
