// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import static io.reeve.shell.manifold.Fixture.NOW;
import static io.reeve.shell.manifold.Fixture.abandoned;
import static io.reeve.shell.manifold.Fixture.failed;
import static io.reeve.shell.manifold.Fixture.givenUp;
import static io.reeve.shell.manifold.Fixture.overdue;
import static io.reeve.shell.manifold.Fixture.started;
import static io.reeve.shell.manifold.Fixture.starting;
import static io.reeve.shell.manifold.Fixture.stopped;
import static io.reeve.shell.manifold.Fixture.stopping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.shell.command.GogoSession;
import io.reeve.worker.Why;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command, typed into a real Gogo session. */
final class ManifoldCommandsTest {
    static final List<String> FUNCTIONS =
            List.of("list", "info", "report", "why", "graph", "impact", "missing", "bounce", "engines");

    private static final List<String> OF_ONE_NAME = List.of("info", "why", "graph", "impact", "bounce");

    private final ManifoldCommands commands = new ManifoldCommands(() -> NOW);
    private final GogoSession gogo = new GogoSession(ManifoldCommands.SCOPE, commands, FUNCTIONS);
    private final FakeEngine engine = new FakeEngine("default");

    @AfterEach
    void leave() {
        gogo.close();
    }

    /** A configuration, from which a broken database and a cache are made, and a server that needs both. */
    private void bindShop() {
        commands.addEngine(engine.with(started("config").offers("java.util.Map"))
                .with(failed("db", new IOException("refused", new IllegalStateException("closed")))
                        .needs("config", "java.util.Map")
                        .offers("javax.sql.DataSource"))
                .with(started("cache").needs("config").likes("metrics"))
                .with(stopped("web").lacks("db").needs("cache").misses("mail")));
    }

    @Nested
    final class List_ {
        @Test
        @DisplayName("list shows state, engine, starts, age, next start, and what is waited for or went wrong, aligned")
        void showsAligned() throws Exception {
            bindShop();

            assertThat(gogo.run("manifold:list")).isEqualTo("""
                            NAME    STATE    ENGINE   STARTS  SINCE  NEXT    WAITS FOR OR LAST ERROR
                            cache   started  default       1  3m12s  -       -
                            config  started  default       1  3m12s  -       -
                            db      stopped  default       4     1s  in 12s  IOException: refused
                            web     stopped  default       0    30s  -       waits for 'db', 'mail'""".stripIndent());
        }

        @Test
        @DisplayName("list shows who takes too long, was abandoned or given up, and finds them by state")
        void showsTrouble() throws Exception {
            commands.addEngine(engine.with(overdue("slow"))
                    .with(abandoned("deaf"))
                    .with(givenUp("flaky", new IOException("refused"))));

            assertThat(gogo.run("manifold:list")).isEqualTo("""
                            NAME   STATE      ENGINE   STARTS  SINCE  NEXT  WAITS FOR OR LAST ERROR
                            deaf   abandoned  default       1    20s  -     -
                            flaky  given up   default       5    40s  -     IOException: refused
                            slow   starting   default       0  1m15s  -     takes longer than it may""".stripIndent());
            assertThat(gogo.run("manifold:list --state abandoned"))
                    .contains("deaf")
                    .doesNotContain("flaky", "slow");
            assertThat(gogo.json("manifold:list --json")
                            .getAsJsonArray()
                            .get(2)
                            .getAsJsonObject()
                            .get("overdue")
                            .getAsBoolean())
                    .isTrue();
            assertThat(gogo.run("manifold:info slow")).contains("\noverdue: yes; manifold:report shows where it is\n");
            assertThat(gogo.run("manifold:info deaf"))
                    .contains("\nstate: abandoned\n")
                    .doesNotContain("overdue");
            assertThat(gogo.run("manifold:engines")).isEqualTo("""
                            NAME     STATE    MANIFOLDS  STARTING  STARTED  STOPPING  STOPPED  GIVEN UP  ABANDONED  MISSING  FAILURE
                            default  running          3         1        0         0        0         1          1        0  -""".stripIndent());
        }

        @Test
        @DisplayName("of many inputs that do not run the first three are named, beside the last error")
        void namesFew() throws Exception {
            commands.addEngine(engine.with(failed("w", new IOException("x"))
                    .lacks("a")
                    .lacks("b")
                    .lacks("c")
                    .lacks("d")
                    .lacks("e")));

            assertThat(gogo.run("manifold:list")).endsWith("waits for 'a', 'b', 'c' and 2 more; IOException: x");
        }

        @Test
        @DisplayName("list --engine and --state leave out the rest")
        void filters() throws Exception {
            bindShop();
            commands.addEngine(new FakeEngine("b").with(starting("two")));

            assertThat(gogo.run("manifold:list").lines().skip(1)).hasSize(5);
            assertThat(gogo.run("manifold:list --engine b")).contains("two").doesNotContain("web");
            assertThat(gogo.run("manifold:list -s STOPPED"))
                    .contains("web", "db")
                    .doesNotContain("two", "cache");
            assertThat(gogo.run("manifold:list --state stopping --engine b"))
                    .isEqualTo("no manifold is stopping in engine 'b'; manifold:list without options shows all");
            assertThatThrownBy(() -> gogo.run("manifold:list --state waiting"))
                    .hasMessage(
                            "no state 'waiting'; there are abandoned, given up, started, starting, stopped, stopping");
            assertThatThrownBy(() -> gogo.run("manifold:list --engine defualt"))
                    .hasMessage("no engine 'defualt'; did you mean 'default'?");
        }

        @Test
        @DisplayName("with nothing to list, it says what to do")
        void saysWhatToDo() throws Exception {
            assertThat(gogo.run("manifold:list"))
                    .isEqualTo("no engine; start the bundle io.reeve.impl, which brings the engine 'default'");
            commands.addEngine(engine);
            assertThat(gogo.run("manifold:list"))
                    .isEqualTo("no manifolds; register a Manifold service with the property manifold.name to have one");
            assertThat(gogo.json("manifold:list --json").getAsJsonArray()).isEmpty();
        }

        @Test
        @DisplayName("list --json says all, with null for what there is not")
        void writesJson() throws Exception {
            bindShop();

            JsonArray rows = gogo.json("manifold:list -j").getAsJsonArray();

            assertThat(rows).hasSize(4);
            JsonObject db = rows.get(2).getAsJsonObject();
            assertThat(db.get("name").getAsString()).isEqualTo("db");
            assertThat(db.get("starts").getAsLong()).isEqualTo(4);
            assertThat(db.get("nextStart").getAsString()).isEqualTo("2026-11-24T21:00:12Z");
            assertThat(db.getAsJsonObject("lastFailure").getAsJsonArray("chain"))
                    .hasSize(2);
            JsonObject input = db.getAsJsonArray("inputs").get(0).getAsJsonObject();
            assertThat(input.get("type").getAsString()).isEqualTo("java.util.Map");
            JsonObject web = rows.get(3).getAsJsonObject();
            assertThat(web.get("started").isJsonNull()).isTrue();
            assertThat(web.getAsJsonArray("waitsFor")).hasSize(2);
        }

        @Test
        @DisplayName("what list returns goes through a pipe")
        void goesThroughPipe() throws Exception {
            bindShop();

            assertThat(gogo.run("manifold:list | grep web")).contains("web").doesNotContain("cache", "STATE");
        }
    }

    @Nested
    final class Info {
        @Test
        @DisplayName("info tells all of one manifold: its numbers, its failure, its inputs, outputs and dependents")
        void tellsAll() throws Exception {
            bindShop();

            assertThat(gogo.run("manifold:info db")).isEqualTo("""
                            name: db
                            engine: default
                            state: stopped
                            since: 2026-11-24 20:59:59Z (1s ago)
                            generation: 4
                            starts: 4
                            recent errors: 3
                            last start: 2026-11-24 20:59:00Z (1m ago)
                            next start: 2026-11-24 21:00:12Z (in 12s)
                            last failure: java.io.IOException: refused
                            caused by: java.lang.IllegalStateException: closed
                            input: config (java.util.Map), started
                            output: javax.sql.DataSource
                            dependent: web, stopped""".stripIndent());
            assertThat(gogo.run("manifold:info web"))
                    .contains("last start: none yet\nlast failure: none\nwaits for: 'db', 'mail'\n")
                    .contains("input: db, stopped\ninput: cache, started\ninput: mail, not installed\n")
                    .endsWith("outputs: none\ndependents: none");
            assertThat(gogo.run("manifold:info cache")).contains("input: metrics, not installed, optional");
        }

        @Test
        @DisplayName("info of an input that nobody installed says so, and who needs it")
        void tellsOfMissing() throws Exception {
            bindShop();

            assertThat(gogo.run("manifold:info mail")).isEqualTo("""
                            name: mail
                            engine: default
                            state: not installed
                            inputs: none
                            dependent: web, stopped""".stripIndent());
            assertThat(gogo.run("manifold:info metrics")).endsWith("dependent: cache, started, can do without");
            JsonObject json = gogo.json("manifold:info mail --json").getAsJsonObject();
            assertThat(json.get("manifold").isJsonNull()).isTrue();
            assertThat(json.getAsJsonArray("dependents")).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"a b", "it's", "say \"x\"", "007", "null", "-5", "a/b", "日本", "$x", "a;b"})
        @DisplayName("a name is found as it is, whatever is in it")
        void findsOddNames(String name) throws Exception {
            commands.addEngine(engine.with(started(name)));
            String typed = "'" + name.replace("'", "'\\''") + "'";

            assertThat(gogo.run("manifold:info -- " + typed)).startsWith("name: " + name + "\n");
            assertThat(gogo.run("manifold:info 'default/" + typed.substring(1))).startsWith("name: " + name + "\n");
        }
    }

    @Nested
    final class WhyOf {
        @Test
        @DisplayName("why prints one link of the chain on each line, with times, the root cause last and marked")
        void printsChain() throws Exception {
            bindShop();
            Why db = new Why(
                    "manifold 'db'",
                    "stopped",
                    "its start failed 3 times in a row",
                    NOW.minusSeconds(1),
                    NOW.plusSeconds(12),
                    new IOException("refused"),
                    null);
            Why cache = new Why("manifold 'cache'", "stopped", "waits for 'db'", NOW.minusSeconds(30), null, null, db);
            engine.reasons.put(
                    "web",
                    new Why("manifold 'web'", "stopped", "waits for 'cache'", NOW.minusSeconds(30), null, null, cache));

            assertThat(gogo.run("manifold:why web")).isEqualTo("""
                            manifold 'web' is stopped for 30s: waits for 'cache'
                              because manifold 'cache' is stopped for 30s: waits for 'db'
                              root cause: manifold 'db' is stopped for 1s: its start failed 3 times in a row; \
                            IOException: refused; next attempt in 12s""".stripIndent());
            JsonArray json = gogo.json("manifold:why web --json").getAsJsonArray();
            assertThat(json).hasSize(3);
            assertThat(json.get(2).getAsJsonObject().get("next").getAsString()).isEqualTo("2026-11-24T21:00:12Z");
        }

        @Test
        @DisplayName("why explains an input that nobody installed")
        void explainsMissing() throws Exception {
            bindShop();
            engine.reasons.put(
                    "mail", new Why("manifold 'mail'", "not installed", "nobody installed it", null, null, null, null));

            assertThat(gogo.run("manifold:why mail"))
                    .isEqualTo("manifold 'mail' is not installed: nobody installed it");
        }

        @Test
        @DisplayName("a manifold that goes at that moment has no reason left, and this is said")
        void saysThatItWent() {
            bindShop();

            assertThatThrownBy(() -> gogo.run("manifold:why web"))
                    .isInstanceOf(ManifoldNotFoundException.class)
                    .hasMessage("manifold 'web' of engine 'default' went just now; manifold:list shows all");
        }
    }

    @Nested
    final class ImpactAndMissing {
        @Test
        @DisplayName("impact lists what a restart restarts, inputs before what needs them")
        void listsImpact() throws Exception {
            bindShop();

            assertThat(gogo.run("manifold:impact config")).isEqualTo("""
                            a restart of manifold 'config' of engine 'default' restarts 3 others, inputs before what needs them:
                            NAME   STATE
                            db     stopped
                            cache  started
                            web    stopped""".stripIndent());
            assertThat(gogo.run("manifold:impact web"))
                    .isEqualTo("a restart of manifold 'web' of engine 'default' restarts nothing else");
            assertThat(gogo.json("manifold:impact db --json").getAsJsonObject().getAsJsonArray("restarts"))
                    .hasSize(1);
            assertThatThrownBy(() -> gogo.run("manifold:impact mail"))
                    .hasMessage("manifold 'mail' of engine 'default' is not installed, so nothing restarts with it; "
                            + "manifold:info shows who needs it");
        }

        @Test
        @DisplayName("missing lists the inputs that nobody installed, with who waits and who does without")
        void listsMissing() throws Exception {
            bindShop();

            assertThat(gogo.run("manifold:missing")).isEqualTo("""
                            INPUT    ENGINE   WAITED FOR BY  DONE WITHOUT BY
                            mail     default  'web'          -
                            metrics  default  -              'cache'""".stripIndent());
            JsonObject mail =
                    gogo.json("manifold:missing -j").getAsJsonArray().get(0).getAsJsonObject();
            assertThat(mail.getAsJsonArray("waiting").get(0).getAsString()).isEqualTo("web");
        }

        @Test
        @DisplayName("with nothing missing, it says so")
        void nothingIsMissing() throws Exception {
            commands.addEngine(engine.with(started("config")));

            assertThat(gogo.run("manifold:missing")).isEqualTo("nothing is missing: every input is installed");
        }
    }

    @Nested
    final class Bounce {
        @Test
        @DisplayName("bounce goes to the engine and says how many follow")
        void bounces() throws Exception {
            bindShop();

            assertThat(gogo.run("manifold:bounce config"))
                    .isEqualTo(
                            "manifold 'config' of engine 'default' restarts, with the memory of its failures cleared,"
                                    + " and after it the 3 that depend on it");
            assertThat(gogo.run("manifold:bounce db")).endsWith("and after it the 1 that depends on it");
            assertThat(engine.asked).containsExactly("bounce config", "bounce db");
            assertThat(gogo.json("manifold:bounce cache --json")
                            .getAsJsonObject()
                            .get("outcome")
                            .getAsString())
                    .isEqualTo("starting");
        }

        @Test
        @DisplayName("bounce of one that waits says that it goes on waiting, and for what")
        void goesOnWaiting() throws Exception {
            bindShop();

            assertThat(gogo.run("manifold:bounce web"))
                    .isEqualTo("manifold 'web' of engine 'default' goes on waiting for 'db', 'mail', with the memory of"
                            + " its failures cleared; manifold:why web says more");
        }

        @Test
        @DisplayName("bounce of one that was abandoned says that it is started when it ends")
        void bouncesAbandoned() throws Exception {
            commands.addEngine(engine.with(abandoned("deaf")));

            assertThat(gogo.run("manifold:bounce deaf"))
                    .isEqualTo(
                            "manifold 'deaf' of engine 'default' is started when its worker ends, which was abandoned;"
                                    + " manifold:report deaf shows where it is");
            assertThat(engine.asked).containsExactly("bounce deaf");
        }

        @Test
        @DisplayName("bounce of one that leaves, was never installed, or whose engine is dead says why not")
        void saysWhyNot() throws Exception {
            bindShop();
            engine.with(stopping("old"));

            assertThat(gogo.run("manifold:bounce old"))
                    .isEqualTo("manifold 'old' of engine 'default' is on its way out, so it is not started again");
            assertThat(gogo.run("manifold:bounce mail"))
                    .isEqualTo("manifold 'mail' of engine 'default' cannot be restarted: it is not installed");
            engine.dead(new IOException("disk full")).with(started("late"));
            assertThat(gogo.run("manifold:bounce late"))
                    .isEqualTo("manifold 'late' of engine 'default' cannot be restarted: "
                            + "engine 'default' is dead; restart its bundle");
        }
    }

    @Nested
    final class EnginesOf {
        @Test
        @DisplayName("engines shows name, state, manifolds by state, missing inputs and failure")
        void showsEngines() throws Exception {
            bindShop();
            commands.addEngine(new FakeEngine("broken").dead(new IOException("disk full")));

            assertThat(gogo.run("manifold:engines")).isEqualTo("""
                            NAME     STATE    MANIFOLDS  STARTING  STARTED  STOPPING  STOPPED  GIVEN UP  ABANDONED  MISSING  FAILURE
                            broken   dead             0         0        0         0        0         0          0        0  IOException: disk full
                            default  running          4         0        2         0        2         0          0        2  -""".stripIndent());
            assertThat(gogo.json("manifold:engines --json")
                            .getAsJsonArray()
                            .get(1)
                            .getAsJsonObject()
                            .getAsJsonObject("manifolds")
                            .get("started")
                            .getAsInt())
                    .isEqualTo(2);
        }

        @Test
        @DisplayName("of two engines with one name the living one is asked, and both are shown")
        void prefersTheLiving() throws Exception {
            commands.addEngine(new FakeEngine("default").dead(null));
            bindShop();

            gogo.run("manifold:bounce config");

            assertThat(engine.asked).containsExactly("bounce config");
            assertThat(gogo.run("manifold:engines").lines()).hasSize(3);
        }

        @Test
        @DisplayName("an engine that goes is forgotten")
        void engineGoes() throws Exception {
            bindShop();
            commands.removeEngine(engine);

            assertThat(gogo.run("manifold:list")).startsWith("no engine");
        }
    }

    @Nested
    final class Names {
        @ParameterizedTest
        @FieldSource("io.reeve.shell.manifold.ManifoldCommandsTest#OF_ONE_NAME")
        @DisplayName("an unknown name says which names are near, inputs that nobody installed among them")
        void suggests(String function) {
            bindShop();

            assertThatThrownBy(() -> gogo.run("manifold:" + function + " wbe"))
                    .isInstanceOf(ManifoldNotFoundException.class)
                    .hasMessage("no manifold 'wbe'; did you mean 'web'?");
            assertThatThrownBy(() -> gogo.run("manifold:" + function + " metrix"))
                    .hasMessage("no manifold 'metrix'; did you mean 'metrics'?");
            assertThatThrownBy(() -> gogo.run("manifold:" + function + " zzzz"))
                    .hasMessage("no manifold 'zzzz'; manifold:list shows all");
        }

        @ParameterizedTest
        @FieldSource("io.reeve.shell.manifold.ManifoldCommandsTest#OF_ONE_NAME")
        @DisplayName("a name in two engines says which, and is found by --engine and by engine/name")
        void tellsApart(String function) throws Exception {
            bindShop();
            FakeEngine other = new FakeEngine("b").with(starting("web"));
            commands.addEngine(other);
            Why why = new Why("manifold 'web'", "starting", "", null, null, null, null);
            engine.reasons.put("web", why);
            other.reasons.put("web", why);

            assertThatThrownBy(() -> gogo.run("manifold:" + function + " web"))
                    .hasMessage(
                            "manifold 'web' is in engines 'b', 'default'; say which one with --engine NAME or as 'b/web'");
            assertThat(gogo.run("manifold:" + function + " web --engine b")).contains("web");
            assertThat(gogo.run("manifold:" + function + " default/web")).contains("web");
        }

        @Test
        @DisplayName("a name that is an input here and a manifold there means the manifold")
        void prefersTheInstalled() throws Exception {
            bindShop();
            commands.addEngine(new FakeEngine("b").with(started("mail")));

            assertThat(gogo.run("manifold:info mail")).contains("engine: b");
            assertThat(gogo.run("manifold:info mail --engine b")).contains("state: started");
        }

        @ParameterizedTest
        @FieldSource("io.reeve.shell.manifold.ManifoldCommandsTest#OF_ONE_NAME")
        @DisplayName("a call with no name, two names or an unknown option says how to do it right")
        void explainsMisuse(String function) {
            bindShop();
            String command = "manifold:" + function;

            if (!function.equals("graph")) {
                assertThatThrownBy(() -> gogo.run(command))
                        .hasMessage(command + " needs the name of a manifold; manifold:list shows them, " + command
                                + " --help how to call it");
            }
            assertThatThrownBy(() -> gogo.run(command + " a b"))
                    .hasMessage(command + " takes one name, but got 2; put quotes around a name with spaces: " + command
                            + " \"a b\"");
            assertThatThrownBy(() -> gogo.run(command + " --jsn a"))
                    .hasMessageStartingWith(
                            command + " has no option '--jsn'; it has -h, --help, -j, --json, -e, --engine")
                    .hasMessageEndingWith("(a name that starts with a hyphen follows after --)");
        }
    }

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    @DisplayName("with no engine every command says what to do")
    void nothingAtAll(String function) {
        String said;
        try {
            said = gogo.run("manifold:" + function + (OF_ONE_NAME.contains(function) ? " web" : ""));
        } catch (Exception e) {
            said = e.getMessage();
        }

        assertThat(said).endsWith("start the bundle io.reeve.impl, which brings the engine 'default'");
    }

    @Test
    @DisplayName("a terminal is not steered by names, types or errors, and no row takes two lines")
    void isSafe() throws Exception {
        String evil = "a\u001b[2J\nb\u0007\u009b31m\u202e";
        commands.addEngine(new FakeEngine(evil)
                .with(failed(evil, new IOException(evil.repeat(500)))
                        .misses(evil + "x")
                        .offers(evil)));
        Why root = new Why(evil, evil, evil, null, null, new IOException(evil), null);
        FakeEngine second = new FakeEngine("b").with(started("web"));
        second.reasons.put("web", new Why(evil, evil, evil, null, null, null, root));
        commands.addEngine(second);

        assertThat(gogo.run("manifold:list").lines()).hasSize(3);
        assertThat(gogo.run("manifold:why web").lines()).hasSize(2);
        for (String line : List.of(
                "list",
                "list --json",
                "info '" + evil + "'",
                "why web",
                "why web --json",
                "graph",
                "graph --dot",
                "graph --mermaid",
                "graph --json",
                "impact '" + evil + "'",
                "missing",
                "bounce '" + evil + "'",
                "engines")) {
            assertThat(gogo.run("manifold:" + line).replace("\n", "")).as(line).matches("[\\x20-\\x7e…]*");
        }
    }

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    @DisplayName("OC-15 Felix help shows what a command does and every option")
    void felixHelp(String function) throws Exception {
        assertThat(gogo.run("help manifold:" + function))
                .startsWith(function + " - ")
                .contains("-h, --help   show how to call this command", "-j, --json   answer in JSON")
                .doesNotContain("null");
    }

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    @DisplayName("OC-15 --help prints the usage and an example, whatever else is missing or wrong")
    void ownHelp(String function) throws Exception {
        String help = gogo.run("manifold:" + function + " --help");

        assertThat(help)
                .startsWith("manifold:" + function + " - ")
                .contains("usage: manifold:" + function, "-j, --json", "example: manifold:" + function)
                .contains(function.equals("graph") ? " [NAME] " : OF_ONE_NAME.contains(function) ? " NAME " : "usage");
        assertThat(gogo.execute("manifold:" + function + " -h --nonsense a b c"))
                .isNull();
    }

    @Test
    @DisplayName("OC-14 there is one public method for each command that is registered, so that help finds it")
    void oneMethodPerCommand() {
        assertThat(Arrays.stream(ManifoldCommands.class.getDeclaredMethods())
                        .filter(m -> m.isAnnotationPresent(Descriptor.class))
                        .map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(FUNCTIONS);
    }

    @Test
    @DisplayName("OC-14 an answer has a full, a short and a very short form")
    void answersHaveThreeForms() throws Exception {
        bindShop();
        engine.reasons.put("web", new Why("manifold 'web'", "stopped", "", null, null, null, null));

        assertThat(forms("manifold:list")).containsExactly("2 started, 2 stopped", "manifolds(4)");
        assertThat(forms("manifold:info web")).containsExactly("default/web stopped", "default/web");
        assertThat(forms("manifold:why web")).containsExactly("manifold 'web' is stopped", "why(manifold 'web')");
        assertThat(forms("manifold:graph")).containsExactly("6 manifolds, 6 inputs", "graph");
        assertThat(forms("manifold:graph db")).containsExactly("3 manifolds, 2 inputs", "graph(db)");
        assertThat(forms("manifold:missing")).containsExactly("missing: 'mail', 'metrics'", "missing(2)");
        assertThat(forms("manifold:engines")).containsExactly("default running", "engines(1)");
        assertThat(forms("manifold:impact web"))
                .containsExactly("a restart of manifold 'web' of engine 'default' restarts nothing else", "impact(0)");
    }

    private List<String> forms(String line) throws Exception {
        Object answer = gogo.execute(line);
        assertThat(answer).hasToString(gogo.format(answer, Converter.INSPECT).toString());
        return List.of(
                gogo.format(answer, Converter.LINE).toString(),
                gogo.format(answer, Converter.PART).toString());
    }
}
