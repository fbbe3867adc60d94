// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.Engine;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.shell.command.Explanation;
import io.reeve.shell.command.Finder;
import io.reeve.shell.command.ReportTree;
import io.reeve.shell.text.SafeText;
import io.reeve.worker.Reporter;
import io.reeve.worker.WorkerStatus;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks, for an operator, at what there is. Changes nothing. An empty string stands for all engines, or all states. */
final class Viewer {
    private final Engines engines;
    private final Finder<Subject> finder;
    private final InstantSource time;

    Viewer(Engines engines, Finder<Subject> finder, InstantSource time) {
        this.engines = engines;
        this.finder = finder;
        this.time = time;
    }

    ManifoldTable list(String engine, String state) {
        String wanted = checkState(state);
        finder.checkHome(engine);
        List<ManifoldStatus> all = engines.engines(engine).stream()
                .flatMap(each -> each.statuses().stream())
                .sorted(ManifoldTable.BY_ENGINE_AND_NAME)
                .toList();
        List<ManifoldStatus> rows = all.stream()
                .filter(row -> wanted.isEmpty() || row.state().toString().equals(wanted))
                .toList();
        return new ManifoldTable(rows, time.instant(), all.isEmpty() ? nothing(engine) : nothingOf(engine, wanted));
    }

    private String nothing(String engine) {
        if (engines.homes().isEmpty()) {
            return "no engine; " + Hints.NO_ENGINE;
        }
        return engine.isEmpty() ? Hints.NO_MANIFOLDS : nothingOf(engine, "");
    }

    private static String nothingOf(String engine, String state) {
        return "no manifold" + (state.isEmpty() ? "" : " is " + state)
                + (engine.isEmpty() ? "" : " in engine " + SafeText.quote(engine))
                + "; manifold:list without options shows all";
    }

    private static String checkState(String state) {
        String wanted = state.toLowerCase(Locale.ROOT);
        List<String> states = Arrays.stream(WorkerStatus.State.values())
                .map(WorkerStatus.State::toString)
                .toList();
        if (!wanted.isEmpty() && !states.contains(wanted)) {
            throw new IllegalArgumentException("no state " + SafeText.quote(state) + "; there are "
                    + states.stream().sorted().collect(Collectors.joining(", ")));
        }
        return wanted;
    }

    Details info(String name, String engine) {
        Subject subject = finder.find(name, engine);
        Graph graph = Graph.of(subject.engine());
        return new Details(graph.node(subject.name()), graph.engine(), time.instant());
    }

    /** What one manifold says in the report of its engine. */
    ReportTree report(String name, String engine) {
        Subject subject = finder.find(name, engine);
        String about = ManifoldCommands.WORDS.nameOf(subject);
        Object manifolds = subject.engine().report().get(Reporter.KEY_MANIFOLDS);
        Object report = manifolds instanceof Map<?, ?> map ? map.get(subject.name()) : null;
        return ReportTree.of(about, report, about + " has no report, because it is not installed; see manifold:info");
    }

    /** The whole report of each engine by its name. */
    ReportTree report(String engine) {
        finder.checkHome(engine);
        Map<String, Object> reports = new LinkedHashMap<>();
        engines.engines(engine).forEach(each -> reports.putIfAbsent(each.name(), each.report()));
        return ReportTree.of(engine.isEmpty() ? "all engines" : "engine " + engine, reports, nothing(engine));
    }

    Explanation why(String name, String engine) {
        Subject subject = finder.find(name, engine);
        return new Explanation(
                subject.engine()
                        .why(subject.name())
                        .orElseThrow(() -> new ManifoldNotFoundException(
                                ManifoldCommands.WORDS.nameOf(subject) + " went just now; manifold:list shows all")),
                time.instant());
    }

    /** The graph of each engine or, around one name, of the engine that has it. */
    Picture graph(@Nullable String name, String engine, Notation notation) {
        if (name != null) {
            Subject subject = finder.find(name, engine);
            return new Picture(
                    List.of(View.around(Graph.of(subject.engine()), subject.name())), notation, nothing(engine));
        }
        finder.checkHome(engine);
        List<View> views = engines.engines(engine).stream()
                .map(each -> View.all(Graph.of(each)))
                .filter(view -> !view.nodes().isEmpty())
                .toList();
        return new Picture(views, notation, nothing(engine));
    }

    Impact impact(String name, String engine) {
        Subject subject = finder.find(name, engine);
        Engine where = subject.engine();
        if (subject.status() == null) {
            throw new ManifoldNotFoundException(ManifoldCommands.WORDS.nameOf(subject)
                    + " is not installed, so nothing restarts with it; manifold:info shows who needs it");
        }
        List<Impact.Other> others = where.impact(subject.name()).stream()
                .filter(other -> !other.equals(subject.name()))
                .map(other ->
                        new Impact.Other(other, Condition.of(where.status(other).orElse(null))))
                .toList();
        return new Impact(subject.name(), subject.home(), ManifoldCommands.WORDS.nameOf(subject), others);
    }

    MissingTable missing(String engine) {
        finder.checkHome(engine);
        List<MissingTable.Row> rows = engines.engines(engine).stream()
                .map(Graph::of)
                .flatMap(graph -> graph.nodes().stream()
                        .filter(node -> node.condition() == Condition.MISSING)
                        .sorted(Node.BY_NAME)
                        .map(node -> MissingTable.Row.of(graph.engine(), node)))
                .toList();
        return new MissingTable(
                rows, engines.homes().isEmpty() ? nothing(engine) : "nothing is missing: every input is installed");
    }

    EngineTable engines() {
        return new EngineTable(
                engines.engines().stream().map(EngineTable.Row::of).toList());
    }
}
