// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.SafeText;
import io.reeve.worker.WorkerNotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Finds the one worker that an operator means, or says what else might be meant. */
final class Finder {
    private final Supervised supervised;

    Finder(Supervised supervised) {
        this.supervised = supervised;
    }

    /**
     * The worker of an id, written as it is or as {@code runner/id}.
     *
     * @param id what was typed
     * @param runner the name of its runner; empty if none was given
     * @throws WorkerNotFoundException if there is no such worker or factory; the message names similar ones
     * @throws IllegalArgumentException if there are several; the message names the runners
     */
    Subject find(String id, String runner) {
        List<Subject> everywhere = supervised.subjects(id);
        List<Subject> found = everywhere.stream()
                .filter(s -> runner.isEmpty() || s.runner().equals(runner))
                .toList();
        if (found.isEmpty() && runner.isEmpty()) {
            found = qualified(id);
        }
        if (found.isEmpty()) {
            throw new WorkerNotFoundException(unknown(id, runner, everywhere));
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(ambiguous(id, found));
        }
        return found.get(0);
    }

    /** Throws if nothing is known of a runner of that name. */
    void checkRunner(String runner) {
        Collection<String> names = supervised.runnerNames();
        if (!runner.isEmpty() && !names.contains(runner)) {
            throw new IllegalArgumentException(noRunner(runner, names));
        }
    }

    /** An id may have slashes of its own, and so may the name of a runner: each of them may be the one that counts. */
    private List<Subject> qualified(String typed) {
        List<Subject> found = new ArrayList<>();
        for (int slash = typed.indexOf('/'); slash >= 0; slash = typed.indexOf('/', slash + 1)) {
            String runner = typed.substring(0, slash);
            supervised.subjects(typed.substring(slash + 1)).stream()
                    .filter(s -> s.runner().equals(runner))
                    .forEach(found::add);
        }
        return found;
    }

    private String unknown(String id, String runner, List<Subject> elsewhere) {
        Collection<String> names = supervised.runnerNames();
        if (names.isEmpty()) {
            return "no worker " + SafeText.quote(id) + ": there is no runner; " + Hints.NO_RUNNER;
        }
        if (!runner.isEmpty() && !names.contains(runner)) {
            return noRunner(runner, names);
        }
        String where = runner.isEmpty() ? "" : " in runner " + SafeText.quote(runner);
        if (!elsewhere.isEmpty()) {
            return "no worker " + SafeText.quote(id) + where + ", but in " + runnersOf(elsewhere)
                    + "; name that one with --runner, or none";
        }
        List<String> known = supervised.subjects().stream()
                .filter(s -> runner.isEmpty() || s.runner().equals(runner))
                .map(Subject::id)
                .filter(Objects::nonNull)
                .toList();
        List<String> similar = SimilarIds.to(id, known);
        return "no worker " + SafeText.quote(id) + where
                + (similar.isEmpty() ? "; worker:list shows all" : "; did you mean " + quoted(similar) + "?");
    }

    private static String noRunner(String runner, Collection<String> names) {
        if (names.isEmpty()) {
            return "no runner " + SafeText.quote(runner) + ", nor any other; " + Hints.NO_RUNNER;
        }
        List<String> similar = SimilarIds.to(runner, names);
        return "no runner " + SafeText.quote(runner)
                + (similar.isEmpty() ? "; there is " + quoted(names) : "; did you mean " + quoted(similar) + "?");
    }

    private static String ambiguous(String id, List<Subject> found) {
        return "worker " + SafeText.quote(id) + " is in " + runnersOf(found)
                + "; say which one with --runner NAME or as "
                + SafeText.quote(found.get(0).runner() + "/" + found.get(0).id());
    }

    private static String runnersOf(List<Subject> subjects) {
        return (subjects.size() == 1 ? "runner " : "runners ")
                + quoted(subjects.stream().map(Subject::runner).toList());
    }

    private static String quoted(Collection<String> names) {
        return names.stream().limit(10).map(SafeText::quote).collect(Collectors.joining(", "))
                + (names.size() > 10 ? ", …" : "");
    }
}
