// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import static io.reeve.shell.manifold.Fixture.NOW;
import static io.reeve.shell.manifold.Fixture.abandoned;
import static io.reeve.shell.manifold.Fixture.failed;
import static io.reeve.shell.manifold.Fixture.givenUp;
import static io.reeve.shell.manifold.Fixture.started;
import static io.reeve.shell.manifold.Fixture.stopped;
import static io.reeve.shell.manifold.Fixture.stopping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.reeve.shell.command.GogoSession;
import io.reeve.shell.text.HostileText;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code manifold:graph} draws. */
final class GraphTest {
    private static final int MANY = 50_000;

    private final ManifoldCommands commands = new ManifoldCommands(() -> NOW);
    private final GogoSession gogo = new GogoSession(ManifoldCommands.SCOPE, commands, ManifoldCommandsTest.FUNCTIONS);
    private final FakeEngine engine = new FakeEngine("default");

    @AfterEach
    void leave() {
        gogo.close();
    }

    private void bindShop() {
        commands.addEngine(engine.with(started("config"))
                .with(failed("db", new IOException("refused")).needs("config"))
                .with(started("cache").needs("config").likes("metrics"))
                .with(stopped("web").lacks("db").needs("cache").misses("mail"))
                .with(stopping("batch").lacks("db")));
    }

    @Test
    @DisplayName("the text is a tree that unfolds each manifold once and refers to it from then on")
    void text() throws Exception {
        bindShop();

        assertThat(gogo.run("manifold:graph")).isEqualTo("""
                        engine 'default', each manifold above what it needs
                        batch: stopping
                        \\- db: failed
                           \\- config: started
                        web: waiting
                        +- db: failed (see above)
                        +- cache: started
                        |  +- config: started (see above)
                        |  \\- metrics: not installed, optional
                        \\- mail: not installed""".stripIndent());
    }

    @Test
    @DisplayName("the text around one manifold shows what it needs and what needs it")
    void textAroundOne() throws Exception {
        bindShop();

        assertThat(gogo.run("manifold:graph db")).isEqualTo("""
                        engine 'default', what 'db' needs
                        db: failed
                        \\- config: started

                        engine 'default', what needs 'db'
                        db: failed
                        +- batch: stopping
                        \\- web: waiting""".stripIndent());
    }

    @Test
    @DisplayName("DOT has the states as colours and classes, optional inputs dashed and missing ones outlined")
    void dot() throws Exception {
        bindShop();

        assertThat(gogo.run("manifold:graph --dot cache")).isEqualTo("""
                        digraph manifolds {
                          rankdir=LR;
                          node [shape=box, style="rounded,filled", fontname="sans-serif"];
                          subgraph cluster_0 {
                            label="engine default";
                            n0 [label="cache", class="started", tooltip="started", fillcolor="#d5f0d5", color="#2e7d32"];
                            n1 [label="config", class="started", tooltip="started", fillcolor="#d5f0d5", color="#2e7d32"];
                            n2 [label="metrics", class="missing", tooltip="not installed", fillcolor="#ffffff", color="#b71c1c", style="rounded,dashed"];
                            n3 [label="web", class="waiting", tooltip="stopped", fillcolor="#fff6cc", color="#9a7d00"];
                          }
                          n0 -> n1;
                          n0 -> n2 [style=dashed];
                          n3 -> n0;
                        }""".stripIndent());
    }

    @Test
    @DisplayName("Mermaid has the states as classes, optional inputs dotted and missing ones dashed")
    void mermaid() throws Exception {
        bindShop();

        assertThat(gogo.run("manifold:graph --mermaid cache")).isEqualTo("""
                        flowchart LR
                          classDef started fill:#d5f0d5,stroke:#2e7d32,color:#000000
                          classDef starting fill:#d6e6fb,stroke:#1565c0,color:#000000
                          classDef stopping fill:#fde8cf,stroke:#c66900,color:#000000
                          classDef failed fill:#f9d6d5,stroke:#b71c1c,color:#000000
                          classDef waiting fill:#fff6cc,stroke:#9a7d00,color:#000000
                          classDef given_up fill:#e7cfcf,stroke:#7f0000,color:#000000
                          classDef abandoned fill:#d9c8ea,stroke:#4a148c,color:#000000
                          classDef stopped fill:#e4e4e4,stroke:#616161,color:#000000
                          classDef missing fill:#ffffff,stroke:#b71c1c,color:#000000,stroke-dasharray:4
                          subgraph e0["engine default"]
                            n0["cache"]:::started
                            n1["config"]:::started
                            n2["metrics"]:::missing
                            n3["web"]:::waiting
                          end
                          n0 --> n1
                          n0 -.-> n2
                          n3 --> n0""".stripIndent());
    }

    @Test
    @DisplayName("who was abandoned or given up stands out, in text and in pictures")
    void trouble() throws Exception {
        commands.addEngine(engine.with(abandoned("deaf")).with(givenUp("flaky", new IOException("refused"))));

        assertThat(gogo.run("manifold:graph")).endsWith("\ndeaf: abandoned\nflaky: given up");
        assertThat(gogo.run("manifold:graph --dot"))
                .contains("class=\"abandoned\", tooltip=\"abandoned\"", "class=\"given_up\", tooltip=\"given up\"");
        assertThat(gogo.run("manifold:graph --mermaid")).contains(":::abandoned", ":::given_up");
    }

    @Test
    @DisplayName("JSON has nodes and edges of each engine")
    void json() throws Exception {
        bindShop();
        commands.addEngine(new FakeEngine("b").with(started("two")));

        var engines = gogo.json("manifold:graph --json").getAsJsonArray();

        assertThat(engines).hasSize(2);
        JsonObject shop = engines.get(1).getAsJsonObject();
        assertThat(shop.getAsJsonArray("nodes")).hasSize(7);
        assertThat(shop.getAsJsonArray("edges")).hasSize(7);
    }

    @Test
    @DisplayName("each engine is a part of its own, and engines with nothing in them are left out")
    void severalEngines() throws Exception {
        bindShop();
        commands.addEngine(new FakeEngine("a").with(started("web")));
        commands.addEngine(new FakeEngine("empty"));

        assertThat(gogo.run("manifold:graph"))
                .startsWith("engine 'a', each manifold above what it needs\nweb: started\n\nengine 'default', each")
                .doesNotContain("empty");
        assertThat(gogo.run("manifold:graph --dot")).contains("cluster_0", "cluster_1", "n0 [label=\"web\"");
        assertThat(gogo.run("manifold:graph --engine empty"))
                .isEqualTo("no manifold in engine 'empty'; manifold:list without options shows all");
    }

    @Test
    @DisplayName("one notation at a time")
    void oneNotation() {
        bindShop();

        for (String two : List.of("--dot --mermaid", "--json -d", "-m -j")) {
            assertThatThrownBy(() -> gogo.run("manifold:graph " + two))
                    .hasMessage("manifold:graph takes one of --json, --dot and --mermaid");
        }
    }

    @Test
    @DisplayName("names that mean something in DOT or Mermaid are quoted, so that they are names")
    void quotesNames() throws Exception {
        commands.addEngine(engine.with(started("a\"];b\\")).with(started("x & <b>#35;`y`\\n")));

        assertThat(gogo.run("manifold:graph --dot"))
                .contains("label=\"a\\\"];b\\\\\",")
                .contains("label=\"x &amp; <b>#35;`y`\\\\n\",");
        assertThat(gogo.run("manifold:graph --mermaid"))
                .contains("n0[\"a#34;#93;#59;b#92;\"]:::started")
                .contains("n1[\"x #38; #60;b#62;#35;35#59;#96;y#96;#92;n\"]:::started");
    }

    @Test
    @DisplayName("no name, whatever is in it, leaves its label")
    void survivesHostileNames() throws Exception {
        commands.addEngine(engine);
        HostileText.texts(2_000).distinct().forEach(text -> engine.with(started(text + "x")));
        Pattern dot = Pattern.compile("    n\\d+ \\[label=\"([^\"\\\\]|\\\\[\"\\\\])*\", class=\"started\", .*\\];");
        Pattern mermaid = Pattern.compile("    n\\d+\\[\"[^\"\\[\\]<>&`\\\\]*\"\\]:::started");

        assertThat(gogo.run("manifold:graph --dot").lines().filter(line -> line.startsWith("    n")))
                .hasSizeGreaterThan(1_900)
                .allMatch(line -> dot.matcher(line).matches());
        assertThat(gogo.run("manifold:graph --mermaid").lines().filter(line -> line.startsWith("    n")))
                .hasSizeGreaterThan(1_900)
                .allMatch(line -> mermaid.matcher(line).matches());
    }

    @Test
    @DisplayName("what lies deep is unfolded at the margin, so that no line grows with the depth")
    void deepGoesOnAtTheMargin() throws Exception {
        commands.addEngine(engine.with(started("n0")));
        for (int i = 1; i < 60; i++) {
            engine.with(started("n" + i).needs("n" + (i - 1)));
        }

        List<String> lines = gogo.run("manifold:graph").lines().toList();

        assertThat(lines).filteredOn(line -> line.endsWith("(see below)")).hasSize(2);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("n"))
                .containsExactly("n59: started", "n35: started", "n11: started");
        assertThat(lines).allMatch(line -> line.length() < 120).hasSize(1 + 60 + 2);
    }

    @Test
    @DisplayName("a circle, as it may be seen in the middle of a change, is shown and ends")
    void circle() throws Exception {
        commands.addEngine(
                engine.with(started("a").needs("b")).with(started("b").needs("a")));

        assertThat(gogo.run("manifold:graph").lines())
                .endsWith("a: started", "\\- b: started", "   \\- a: started (see above)");
        assertThat(gogo.run("manifold:graph a --dot")).contains("n0 -> n1", "n1 -> n0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--dot", "--mermaid", "--json", "m0", "m49999", "--dot m25000"})
    @DisplayName("a chain of 50 000 is drawn without deep recursion and without lines that grow")
    void longChain(String options) throws Exception {
        commands.addEngine(engine.with(started("m0")));
        for (int i = 1; i < MANY; i++) {
            engine.with(started("m" + i).needs("m" + (i - 1)));
        }

        String drawn = gogo.run("manifold:graph " + options);

        assertThat(drawn).contains("m0", "m25000", "m49999");
        assertThat(drawn.length()).isLessThan(MANY * 250);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"graph", "graph --dot", "graph hub", "info hub", "impact hub", "missing", "list", "graph sink"})
    @DisplayName("a fan of 50 000, in both directions, is drawn in time that goes with its size")
    void wideFan(String command) throws Exception {
        commands.addEngine(engine.with(started("hub")));
        Fixture sink = started("sink");
        for (int i = 0; i < MANY; i++) {
            engine.with(started("m" + i).needs("hub"));
        }
        engine.with(sink.needsAll(MANY));

        assertThat(gogo.run("manifold:" + command)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"graph", "graph --mermaid", "graph l125x100"})
    @DisplayName("a lattice of 50 000 with four inputs each shows each manifold and each input once")
    void lattice(String command) throws Exception {
        commands.addEngine(engine);
        for (int layer = 0; layer < 250; layer++) {
            for (int i = 0; i < 200; i++) {
                Fixture node = started("l" + layer + "x" + i);
                for (int k = 0; layer > 0 && k < 4; k++) {
                    node = node.needs("l" + (layer - 1) + "x" + (i + k) % 200);
                }
                engine.with(node);
            }
        }

        String drawn = gogo.run("manifold:" + command);

        if (command.equals("graph")) {
            assertThat(drawn.lines().filter(line -> line.contains(": started"))).hasSizeLessThan(300_000);
            assertThat(drawn.lines().filter(line -> line.endsWith(": started"))).hasSizeGreaterThanOrEqualTo(MANY);
        }
        assertThat(drawn).contains("l0x0", "l249x0");
    }
}
