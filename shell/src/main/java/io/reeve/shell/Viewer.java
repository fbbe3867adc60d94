// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.command.Explanation;
import io.reeve.shell.command.Finder;
import io.reeve.shell.command.ReportTree;
import io.reeve.shell.text.SafeText;
import io.reeve.shell.text.StateCounts;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks, for an operator, at what there is. Changes nothing. */
final class Viewer {
    private final Supervised supervised;
    private final Finder<Subject> finder;
    private final InstantSource time;

    Viewer(Supervised supervised, Finder<Subject> finder, InstantSource time) {
        this.supervised = supervised;
        this.finder = finder;
        this.time = time;
    }

    /** The workers of one or all runners in one or all states; an empty string stands for all. */
    WorkerTable list(String runner, String state) {
        String wanted = checkState(state);
        finder.checkHome(runner);
        List<WorkerRow> all = supervised.all().stream()
                .flatMap(subject -> WorkerRow.of(subject).stream())
                .toList();
        List<WorkerRow> rows = all.stream()
                .filter(row -> runner.isEmpty() || row.runner().equals(runner))
                .filter(row -> wanted.isEmpty() || row.state().equals(wanted))
                .toList();
        return new WorkerTable(rows, time.instant(), all.isEmpty() ? nothing() : nothingOf(runner, wanted));
    }

    private String nothing() {
        return supervised.runners().isEmpty() ? "no runner; " + Hints.NO_RUNNER : Hints.NO_WORKERS;
    }

    private static String nothingOf(String runner, String state) {
        return "no worker" + (state.isEmpty() ? "" : " is " + state)
                + (runner.isEmpty() ? "" : " in runner " + SafeText.quote(runner))
                + "; worker:list without options shows all";
    }

    private static String checkState(String state) {
        String wanted = state.toLowerCase(Locale.ROOT);
        Set<String> states = new TreeSet<>();
        Stream.concat(Arrays.stream(WorkerStatus.State.values()), Arrays.stream(FactoryStatus.State.values()))
                .forEach(each -> states.add(each.toString()));
        if (!wanted.isEmpty() && !states.contains(wanted)) {
            throw new IllegalArgumentException(
                    "no state " + SafeText.quote(state) + "; there are " + String.join(", ", states));
        }
        return wanted;
    }

    Details info(String id, String runner) {
        return new Details(finder.find(id, runner), time.instant());
    }

    /** As its runner explains it or, if its factory is what it hangs on, as the whiteboard does. */
    Explanation why(String id, String runner) {
        Subject subject = finder.find(id, runner);
        Why why = subject.teller()
                .flatMap(supervised::why)
                .or(() -> supervised.runner(subject.runner()).flatMap(r -> r.why(String.valueOf(subject.id()))))
                .orElseGet(() -> gone(subject));
        return new Explanation(why, time.instant());
    }

    private static Why gone(Subject subject) {
        return new Why(
                "worker " + SafeText.quote(String.valueOf(subject.id())),
                "gone",
                "it has just been removed",
                null,
                null,
                null,
                null);
    }

    ReportTree report(String id, String runner) {
        Subject subject = finder.find(id, runner);
        String about = "worker " + SafeText.quote(id);
        Object workers = supervised
                .runner(subject.runner())
                .map(r -> r.report().get(Reporter.KEY_WORKERS))
                .orElse(null);
        Object report = workers instanceof Map<?, ?> map ? map.get(subject.id()) : null;
        return ReportTree.of(about, report, about + " has no report, because it is not running; see worker:info");
    }

    /** The whole report of one runner, or of each by its name. */
    ReportTree report(String runner) {
        finder.checkHome(runner);
        if (!runner.isEmpty()) {
            return ReportTree.of(
                    "runner " + SafeText.quote(runner),
                    supervised.runner(runner).map(Runner::report).orElse(null),
                    "no runner " + SafeText.quote(runner) + " is there, though factories ask for it");
        }
        Map<String, @Nullable Object> reports = new LinkedHashMap<>();
        supervised.runners().forEach(r -> reports.putIfAbsent(r.name(), r.report()));
        return ReportTree.of("all runners", reports, nothing());
    }

    RunnerTable runners() {
        List<FactoryStatus> factories = supervised.factories();
        List<RunnerTable.Row> rows = new ArrayList<>();
        Set<String> missing = new TreeSet<>();
        factories.forEach(factory -> missing.add(factory.runner()));
        for (Runner runner : supervised.runners()) {
            missing.remove(runner.name());
            rows.add(new RunnerTable.Row(
                    runner.name(),
                    runner.state().toString(),
                    StateCounts.of(runner.statuses().stream().map(WorkerStatus::state)),
                    factoriesOf(runner.name(), factories),
                    runner.failure().orElse(null)));
        }
        for (String name : missing) {
            rows.add(new RunnerTable.Row(name, "missing", StateCounts.none(), factoriesOf(name, factories), null));
        }
        return new RunnerTable(rows, "no runner; " + Hints.NO_RUNNER);
    }

    private static long factoriesOf(String runner, List<FactoryStatus> factories) {
        return factories.stream().filter(f -> f.runner().equals(runner)).count();
    }
}
