// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.shell.command.GogoSession;
import io.reeve.shell.command.Harmless;
import io.reeve.shell.text.HostileText;
import io.reeve.worker.Why;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Every command, where names, types, messages and reports are the work of somebody who means harm, and so is what is typed. */
class HostileWorldTest {
    /** What stands between quotes in DOT: there a quote follows a backslash, and a backslash is one of two. */
    private static final Pattern QUOTED_IN_DOT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    /** What is left of DOT without that. */
    private static final Pattern REST_OF_DOT = Pattern.compile("""
            digraph manifolds \\{
              rankdir=LR;
              node \\[shape=box, style=Q, fontname=Q];
            (?:  subgraph cluster_\\d+ \\{
                label=Q;
            (?:    n\\d+ \\[label=Q, class=Q, tooltip=Q, fillcolor=Q, color=Q(?:, style=Q)?];
            )*  }
            )*(?:  n\\d+ -> n\\d+(?: \\[style=dashed])?;
            )*}""");

    /** A line of a flowchart of Mermaid; in a label a number sign begins an entity, and a quote would end it. */
    private static final Pattern LINE_OF_MERMAID = Pattern.compile("flowchart LR"
            + "|  classDef \\w+ fill:#\\w{6},stroke:#\\w{6},color:#000000(?:,stroke-dasharray:4)?"
            + "|  subgraph e\\d+\\[\"engine (?:[^\"#<>&`]|#\\d+;)*\"]"
            + "|    n\\d+\\[\"(?:[^\"#<>&`]|#\\d+;)*\"]:::\\w+"
            + "|  end"
            + "|  n\\d+ (?:-->|-\\.->) n\\d+");

    private static final List<String> OF_ONE = List.of("info", "report", "why", "graph", "impact", "bounce");
    private static final List<String> OF_ALL = List.of("list", "report", "graph", "missing", "engines");
    private static final List<String> NOTATIONS = List.of("", " --dot", " --mermaid");

    private ManifoldCommands commands;
    private GogoSession gogo;
    private Harmless harmless;

    @BeforeTry
    void enter() {
        commands = new ManifoldCommands(() -> Fixture.NOW);
        gogo = new GogoSession(ManifoldCommands.SCOPE, commands, ManifoldCommandsTest.FUNCTIONS);
        harmless = new Harmless(gogo, ManifoldNotFoundException.class);
    }

    @AfterTry
    void leave() {
        gogo.close();
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileText.any();
    }

    private void bind(List<String> texts) {
        String name = "m" + texts.get(1);
        Exception failure = new Exception(texts.get(2), new Exception(texts.get(3)));
        FakeEngine engine = new FakeEngine("e" + texts.get(0))
                .with(Fixture.started("a" + texts.get(4)).offers(texts.get(2)))
                .with(Fixture.failed(name, failure)
                        .needs("a" + texts.get(4), texts.get(2))
                        .likes("x" + texts.get(3))
                        .misses("y" + texts.get(5)));
        engine.reasons.put(
                name,
                new Why(
                        texts.get(2),
                        texts.get(3),
                        texts.get(4),
                        null,
                        null,
                        failure,
                        new Why(texts.get(5), texts.get(0), texts.get(1), null, null, null, null)));
        engine.report.put(texts.get(5), texts.get(2));
        engine.report.put("manifolds", Map.of(name, Map.of(texts.get(3), List.of(texts.get(4)))));
        commands.addEngine(engine);
        commands.addEngine(new FakeEngine("dead" + texts.get(1)).dead(failure));
        gogo.put("engine", engine.name());
        gogo.put("name", name);
    }

    @Property(tries = 100)
    @Label("no name, type, message or report reaches the terminal with anything that steers it, nor breaks JSON")
    void output(@ForAll @Size(6) List<@From("texts") String> texts) throws Exception {
        bind(texts);

        for (String function : OF_ALL) {
            harmless.answers("manifold:" + function);
        }
        harmless.answers("manifold:report --engine $engine");
        for (String function : OF_ONE) {
            harmless.answers("manifold:" + function + " --engine $engine $name");
        }
        assertThat(gogo.run("manifold:list").lines()).hasSize(3);
        assertThat(gogo.run("manifold:engines").lines()).hasSize(3);
    }

    @Property(tries = 200)
    @Label("no name breaks out of its label in DOT or in Mermaid, and JSON has the names as they are")
    void pictures(@ForAll @Size(6) List<@From("texts") String> texts) throws Exception {
        bind(texts);

        for (String line : List.of("manifold:graph", "manifold:graph --engine $engine $name")) {
            for (String notation : NOTATIONS) {
                harmless.text(line + notation, gogo.run(line + notation));
            }
            String dot = gogo.run(line + " --dot");
            assertThat(QUOTED_IN_DOT.matcher(dot).replaceAll("Q")).as(dot).matches(REST_OF_DOT);
            assertThat(gogo.run(line + " --mermaid").lines()).allMatch(LINE_OF_MERMAID.asMatchPredicate());
        }
        JsonObject graph = gogo.json("manifold:graph --json").getAsJsonArray().asList().stream()
                .map(each -> each.getAsJsonObject())
                .filter(each -> !each.get("nodes").getAsJsonArray().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(graph.get("nodes").getAsJsonArray().asList().stream()
                        .map(node -> node.getAsJsonObject().get("name").getAsString()))
                .contains(wellFormed("m" + texts.get(1)), wellFormed("y" + texts.get(5)));
    }

    /** Half a surrogate pair has no encoding, and cannot come back. */
    private static String wellFormed(String text) {
        return text.replaceAll("\\p{Cs}", "\ufffd");
    }

    @Property(tries = 200)
    @Label("whatever is typed as a name, an engine or a state: an answer, or an error that is safe to print")
    void input(@ForAll("texts") String typed) {
        bind(List.of("", "", "", "", "", ""));
        gogo.put("typed", typed);

        for (String function : ManifoldCommandsTest.FUNCTIONS) {
            for (String arguments :
                    List.of(" $typed", " -- $typed", " --engine $typed", " --engine $typed x", " $typed $typed")) {
                harmless.answersOrComplains("manifold:" + function + arguments);
            }
        }
        harmless.answersOrComplains("manifold:list --state $typed");
    }
}
