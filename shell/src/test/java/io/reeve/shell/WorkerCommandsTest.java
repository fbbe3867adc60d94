// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import static io.reeve.shell.Fixtures.NOW;
import static io.reeve.shell.Fixtures.active;
import static io.reeve.shell.Fixtures.factory;
import static io.reeve.shell.Fixtures.failed;
import static io.reeve.shell.Fixtures.givenUp;
import static io.reeve.shell.Fixtures.started;
import static io.reeve.shell.Fixtures.starting;
import static io.reeve.shell.Fixtures.stopping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.reeve.shell.command.Answer;
import io.reeve.shell.command.AnswerConverter;
import io.reeve.shell.command.GogoSession;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command, typed into a real Gogo session. */
final class WorkerCommandsTest {
    static final List<String> FUNCTIONS =
            List.of("list", "info", "report", "why", "start", "stop", "restart", "runners");

    private final WorkerCommands commands = new WorkerCommands(() -> NOW);
    private final GogoSession gogo = new GogoSession(WorkerCommands.SCOPE, commands, FUNCTIONS);
    private final FakeRunner runner = new FakeRunner("default");
    private final FakeWhiteboard whiteboard = new FakeWhiteboard();

    static Stream<String> functions() {
        return FUNCTIONS.stream();
    }

    @AfterEach
    void leave() {
        gogo.close();
    }

    private void bindAll() {
        commands.addRunner(runner);
        commands.setWhiteboard(whiteboard);
    }

    @Nested
    final class List_ {
        @Test
        @DisplayName("list shows a worker with its state, runner, numbers, age and bundle, in aligned columns")
        void showsAligned() throws Exception {
            bindAll();
            runner.with(started("default", "web"))
                    .with(failed("default", "a much longer id", new IOException("refused")));
            whiteboard.with(active("default", "web", 12));

            assertThat(gogo.run("worker:list").lines())
                    .containsExactly(
                            "ID                STATE    RUNNER   GEN  RESTARTS  SINCE  NEXT   FACTORY               LAST FAILURE OR REASON",
                            "a much longer id  stopped  default    4         3     1s  in 2s  -                     IOException: refused",
                            "web               started  default    1         0  3m12s  -      com.acme.part12 [12]  -");
        }

        @Test
        @DisplayName("OC-9 list shows factories without a worker, and why")
        void showsFactoriesWithoutWorker() throws Exception {
            bindAll();
            runner.with(started("default", "web"));
            whiteboard
                    .with(active("default", "web", 1))
                    .with(factory("default", "web", FactoryStatus.State.SHADOWED, "service 41 ranks higher", 2))
                    .with(factory("default", null, FactoryStatus.State.REFUSED, "worker.id is empty", 3))
                    .with(factory("other", "job", FactoryStatus.State.UNASSIGNED, "no runner 'other'", 4))
                    .with(factory("default", "once", FactoryStatus.State.ENDED, "ended without error", 5))
                    .with(factory("default", "off", FactoryStatus.State.STOPPED, "stopped by an operator", 6));

            assertThat(gogo.run("worker:list").lines().map(line -> line.replaceAll(" +", " ")))
                    .contains(
                            "web shadowed default - - - - com.acme.part2 [2] service 41 ranks higher",
                            "(none) refused default - - - - com.acme.part3 [3] worker.id is empty",
                            "job unassigned other - - - - com.acme.part4 [4] no runner 'other'",
                            "once ended default - - - - com.acme.part5 [5] ended without error",
                            "off stopped default - - - - com.acme.part6 [6] stopped by an operator");
        }

        @Test
        @DisplayName("a worker whose service has gone says so beside its last failure")
        void showsDepartingWorker() throws Exception {
            bindAll();
            runner.with(stopping("default", "web"));
            whiteboard.with(factory("default", "web", FactoryStatus.State.DEPARTING, "its service is gone", 7));

            assertThat(gogo.run("worker:list").lines())
                    .hasSize(2)
                    .last()
                    .asString()
                    .endsWith("departing: its service is gone");
        }

        @Test
        @DisplayName("list --runner and --state leave out the rest")
        void filters() throws Exception {
            bindAll();
            commands.addRunner(new FakeRunner("b").with(started("b", "two")));
            runner.with(started("default", "one")).with(starting("default", "three"));

            assertThat(gogo.run("worker:list --runner b")).contains("two").doesNotContain("one", "three");
            assertThat(gogo.run("worker:list -s STARTING")).contains("three").doesNotContain("one", "two");
            assertThat(gogo.run("worker:list --state stopping --runner b"))
                    .isEqualTo("no worker is stopping in runner 'b'; worker:list without options shows all");
        }

        @Test
        @DisplayName("list names the states or runners there are when asked for one there is not")
        void refusesUnknownFilters() {
            bindAll();

            assertThatThrownBy(() -> gogo.run("worker:list --state strted"))
                    .hasMessage(
                            "no state 'strted'; there are abandoned, active, departing, ended, given up, refused, shadowed, started, "
                                    + "starting, stopped, stopping, unassigned, waiting");
            assertThatThrownBy(() -> gogo.run("worker:list --runner defualt"))
                    .hasMessage("no runner 'defualt'; did you mean 'default'?");
        }

        @Test
        @DisplayName("list with nothing to list says what to do")
        void saysWhatToDo() throws Exception {
            assertThat(gogo.run("worker:list"))
                    .isEqualTo("no runner; start the bundle io.reeve.impl, which brings the runner 'default'");
            commands.addRunner(runner);
            assertThat(gogo.run("worker:list"))
                    .isEqualTo("no workers; register a WorkerFactory service with the property worker.id to have one");
            assertThat(gogo.json("worker:list --json").getAsJsonArray()).isEmpty();
        }

        @Test
        @DisplayName("list --json says all, with null for what there is not")
        void writesJson() throws Exception {
            bindAll();
            runner.with(failed("default", "web", new IOException("refused", new IllegalStateException("closed"))));
            whiteboard.with(active("default", "web", 12));

            JsonArray rows = gogo.json("worker:list -j").getAsJsonArray();

            assertThat(rows).hasSize(1);
            JsonObject row = rows.get(0).getAsJsonObject();
            assertThat(row.get("id").getAsString()).isEqualTo("web");
            assertThat(row.get("state").getAsString()).isEqualTo("stopped");
            JsonObject worker = row.getAsJsonObject("worker");
            assertThat(worker.get("generation").getAsLong()).isEqualTo(4);
            assertThat(worker.get("nextStart").getAsString()).isEqualTo("2026-11-24T21:00:02Z");
            assertThat(worker.getAsJsonObject("restart").get("when").getAsString())
                    .isEqualTo("on-failure");
            JsonObject failure = worker.getAsJsonObject("lastFailure");
            assertThat(failure.get("type").getAsString()).isEqualTo("java.io.IOException");
            assertThat(failure.getAsJsonArray("chain")).hasSize(2);
            assertThat(row.getAsJsonObject("factory").get("bundleId").getAsLong())
                    .isEqualTo(12);
        }

        @Test
        @DisplayName("a terminal is not steered by ids, errors, reasons or bundles, and no row takes two lines")
        void isSafe() throws Exception {
            bindAll();
            String evil = "a\u001b[2J\nb\u0007\u009b31m\u202e";
            runner.with(failed("default", evil, new IOException(evil.repeat(500))));
            whiteboard.with(new FactoryStatus("default", "x", FactoryStatus.State.SHADOWED, evil, 1, 0, 1, evil));

            String list = gogo.run("worker:list");
            String json = gogo.run("worker:list --json");

            assertThat(list.lines()).hasSize(3);
            assertThat(list.replace("\n", "")).matches("[\\x20-\\x7e…]*");
            assertThat(json).matches("[\\x20-\\x7e…]*");
            assertThat(gogo.json("worker:list --json").getAsJsonArray())
                    .anyMatch(
                            row -> row.getAsJsonObject().get("id").getAsString().equals(evil));
        }

        @Test
        @DisplayName("what list returns goes through a pipe")
        void goesThroughPipe() throws Exception {
            bindAll();
            runner.with(started("default", "web")).with(started("default", "job"));

            assertThat(gogo.run("worker:list | grep web")).contains("web").doesNotContain("job", "STATE");
            assertThat(gogo.run("worker:list --json | grep job"))
                    .startsWith("[{")
                    .contains("\"job\"");
        }
    }

    @Nested
    final class Info {
        @Test
        @DisplayName("info tells all of one worker, one name and value per line")
        void tellsAll() throws Exception {
            bindAll();
            runner.with(failed("default", "web", new IOException("refused", new IllegalStateException("closed"))));
            whiteboard
                    .with(active("default", "web", 1))
                    .with(factory("default", "web", FactoryStatus.State.SHADOWED, "service 41 ranks higher", 2));

            assertThat(gogo.run("worker:info web").lines())
                    .containsExactly(
                            "id: web",
                            "runner: default",
                            "state: stopped",
                            "since: 2026-11-24 20:59:59Z (1s ago)",
                            "generation: 4",
                            "restarts: 3",
                            "last start: 2026-11-24 20:59:00Z (1m ago)",
                            "next start: 2026-11-24 21:00:02Z (in 2s)",
                            "last failure: java.io.IOException: refused",
                            "caused by: java.lang.IllegalStateException: closed",
                            "restart policy: started again 3s later after a failure; an end without error is for good",
                            "factory: com.acme.part1 1.2.0 [1], service 41, ranking 0",
                            "shadowed factory: com.acme.part2 1.2.0 [2], service 42, ranking 0, shadowed: service 41 ranks higher");
        }

        @Test
        @DisplayName("info tells of a factory that has no worker")
        void tellsOfFactory() throws Exception {
            bindAll();
            whiteboard.with(factory("default", "off", FactoryStatus.State.STOPPED, "stopped by an operator", 6));

            assertThat(gogo.run("worker:info off")).contains("state: stopped\nfactory: com.acme.part6 1.2.0 [6]");
            assertThat(gogo.json("worker:info off --json")
                            .getAsJsonObject()
                            .get("worker")
                            .isJsonNull())
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"a b", "it's", "say \"x\"", "007", "1e3", "null", "true", "-5", "a/b", "日本", "$x", "a;b"})
        @DisplayName("an id is found as it is, whatever is in it")
        void findsOddIds(String id) throws Exception {
            bindAll();
            runner.with(started("default", id));
            String typed = "'" + id.replace("'", "'\\''") + "'";

            assertThat(gogo.run("worker:info -- " + typed)).startsWith("id: " + id + "\n");
            assertThat(gogo.json("worker:info --json -- " + typed)
                            .getAsJsonObject()
                            .get("id")
                            .getAsString())
                    .isEqualTo(id);
            assertThat(gogo.run("worker:info 'default/" + typed.substring(1))).startsWith("id: " + id + "\n");
        }

        @Test
        @DisplayName("an unknown id says which ids are near")
        void suggests() {
            bindAll();
            runner.with(started("default", "tailer"))
                    .with(started("default", "tail-b"))
                    .with(started("default", "web"));

            assertThatThrownBy(() -> gogo.run("worker:info tial-b"))
                    .isInstanceOf(WorkerNotFoundException.class)
                    .hasMessage("no worker 'tial-b'; did you mean 'tail-b'?");
            assertThatThrownBy(() -> gogo.run("worker:info tail"))
                    .hasMessage("no worker 'tail'; did you mean 'tail-b', 'tailer'?");
            assertThatThrownBy(() -> gogo.run("worker:info zzzzz"))
                    .hasMessage("no worker 'zzzzz'; worker:list shows all");
        }

        @Test
        @DisplayName("an unknown id that is a number may be meant for a bundle: the message says how to name that")
        void hintsAtBundles() {
            bindAll();

            assertThatThrownBy(() -> gogo.run("worker:stop 5"))
                    .hasMessage("no worker '5'; worker:list shows all; for bundle 5, name the scope: felix:stop or"
                            + " bundle:stop");
        }

        @Test
        @DisplayName("why tells what the runner says of a worker, with its failure")
        void why() throws Exception {
            bindAll();
            runner.with(started("default", "web"));

            assertThat(gogo.run("worker:why web"))
                    .startsWith("worker 'web' is started for ")
                    .contains("as it was told");
            assertThat(gogo.run("worker:why web --json")).contains("\"state\"", "\"as it was told\"");
            assertThatThrownBy(() -> gogo.run("worker:why nobody"))
                    .hasMessage("no worker 'nobody'; worker:list shows all");
        }

        @Test
        @DisplayName("why tells what the whiteboard says of a factory without a worker, down to the root")
        void whyOfAFactory() throws Exception {
            bindAll();
            whiteboard
                    .with(factory("default", "job", FactoryStatus.State.SHADOWED, "by another", 4))
                    .with(factory("default", "job", FactoryStatus.State.STOPPED, "stopped by an operator", 5));

            assertThat(gogo.run("worker:why job").lines())
                    .containsExactly(
                            "factory 'job' is stopped: stopped by an operator",
                            "  root cause: the root is there: as the whiteboard was told");
        }

        @Test
        @DisplayName("why begins with the factory where a worker ends because of that")
        void whyOfADepartingWorker() throws Exception {
            bindAll();
            runner.with(stopping("default", "web"));
            whiteboard.with(factory("default", "web", FactoryStatus.State.DEPARTING, "its service is gone", 7));

            assertThat(gogo.run("worker:why web")).startsWith("factory 'web' is departing: its service is gone");
        }

        @Test
        @DisplayName("list, info and why show a worker that was given up, with its budget; start starts it")
        void givenUpWorker() throws Exception {
            bindAll();
            runner.with(givenUp("default", "web", new IOException("refused")));
            whiteboard.with(factory("default", "web", FactoryStatus.State.GIVEN_UP, "its budget is used up", 7));

            assertThat(gogo.run("worker:list --state 'given up'"))
                    .contains("web  given up", "given up: its budget is used up; IOException: refused");
            assertThat(gogo.run("worker:info web"))
                    .contains(
                            "state: given up",
                            "failures in a row: 3",
                            "at most 2 times in 1m, then given up",
                            "budget used: 2 of 2 restarts",
                            "given up: its budget is used up");
            assertThat(gogo.run("worker:why web")).startsWith("worker 'web' is given up");
            assertThat(gogo.json("worker:info web --json")
                            .getAsJsonObject()
                            .getAsJsonObject("worker")
                            .getAsJsonObject("restart")
                            .get("exhausted")
                            .getAsString())
                    .isEqualTo("give-up");
            assertThat(gogo.run("worker:start web")).contains("is starting");
            assertThat(whiteboard.asked).containsExactly("start default/web");
            assertThat(gogo.run("worker:restart web")).contains("restarts");
        }

        @Test
        @DisplayName("an id in two runners says which, and is found by --runner and by runner/id")
        void tellsApart() throws Exception {
            bindAll();
            runner.with(started("default", "web"));
            commands.addRunner(new FakeRunner("b").with(starting("b", "web")));

            assertThatThrownBy(() -> gogo.run("worker:info web"))
                    .hasMessage(
                            "worker 'web' is in runners 'b', 'default'; say which one with --runner NAME or as 'b/web'");
            assertThat(gogo.run("worker:info web --runner b")).contains("state: starting");
            assertThat(gogo.run("worker:info default/web")).contains("state: started");
        }

        @Test
        @DisplayName("an id that is in another runner says so")
        void saysWhereElse() {
            bindAll();
            runner.with(started("default", "web"));
            commands.addRunner(new FakeRunner("b"));

            assertThatThrownBy(() -> gogo.run("worker:info web -r b"))
                    .hasMessage(
                            "no worker 'web' in runner 'b', but in runner 'default'; name that one with --runner, or none");
        }

        @Test
        @DisplayName("a hostile id in an error message is harmless")
        void quotesHostileId() {
            bindAll();

            assertThatThrownBy(() -> gogo.run("worker:info 'x\u001b[2Jy'"))
                    .hasMessage("no worker 'x\\u001b[2Jy'; worker:list shows all");
        }

        @Test
        @DisplayName("a call with no id, two ids or an unknown option says how to do it right")
        void explainsMisuse() {
            bindAll();

            assertThatThrownBy(() -> gogo.run("worker:info"))
                    .hasMessage("worker:info needs the id of a worker; worker:list shows them, "
                            + "worker:info --help how to call it");
            assertThatThrownBy(() -> gogo.run("worker:info a b"))
                    .hasMessage("worker:info takes one id, but got 2; put quotes around an id with spaces: "
                            + "worker:info \"a b\"");
            assertThatThrownBy(() -> gogo.run("worker:info --jsn a"))
                    .hasMessage("worker:info has no option '--jsn'; it has -h, --help, -j, --json, -r, --runner "
                            + "(an id that starts with a hyphen follows after --)");
        }

        @ParameterizedTest
        @MethodSource("io.reeve.shell.WorkerCommandsTest#functions")
        @DisplayName("an option without its value is refused, by Gogo itself")
        void refusesMissingValue(String function) {
            bindAll();
            if (!function.equals("runners")) {
                assertThatThrownBy(() -> gogo.run("worker:" + function + " --runner"))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Nested
    final class Report {
        @Test
        @DisplayName("report shows the maps as an indented tree")
        void showsTree() throws Exception {
            bindAll();
            runner.with(started("default", "web"));
            Map<String, Object> own = new LinkedHashMap<>();
            own.put("lines", 17);
            own.put("files", List.of("a.log", "b.log"));
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("state", "started");
            entry.put("report", own);
            runner.report.put("workers", Map.of("web", entry));

            String tree = "state: started\nreport:\n  lines: 17\n  files:\n    - a.log\n    - b.log";
            assertThat(gogo.run("worker:report web")).isEqualTo(tree);
            assertThat(gogo.run("worker:report"))
                    .isEqualTo(
                            "default:\n  workers:\n    web:\n" + tree.indent(6).stripTrailing());
            assertThat(gogo.run("worker:report --runner default")).startsWith("workers:\n  web:\n");
            assertThat(gogo.json("worker:report web --json")
                            .getAsJsonObject()
                            .getAsJsonObject("report")
                            .get("lines")
                            .getAsInt())
                    .isEqualTo(17);
        }

        @Test
        @DisplayName("a report with circles, odd numbers, odd keys and escapes stays a tree and valid JSON")
        void survivesHostileReports() throws Exception {
            bindAll();
            Map<Object, Object> circle = new LinkedHashMap<>();
            circle.put("self", circle);
            circle.put(null, Double.NaN);
            circle.put(7, Float.NEGATIVE_INFINITY);
            circle.put("half", "\ud800 \u001b[2J");
            circle.put("throws", new Object() {
                @Override
                public String toString() {
                    throw new IllegalStateException("no text");
                }
            });
            circle.put("path", java.nio.file.Path.of("a", "b"));
            circle.put("array", new Object[] {1, null, true});
            runner.report.put("odd\nkey", circle);

            assertThat(gogo.run("worker:report"))
                    .contains("odd\\nkey:", "self: … contains itself", "null: NaN", "no text", "path: a/b")
                    .doesNotContain("\u001b");
            JsonElement json = gogo.json("worker:report --json");
            assertThat(json.getAsJsonObject()
                            .getAsJsonObject("default")
                            .getAsJsonObject("odd\nkey")
                            .get("7")
                            .getAsString())
                    .isEqualTo("-Infinity");
        }

        @Test
        @DisplayName("a worker that does not run has no report, and this is said")
        void saysThereIsNone() throws Exception {
            bindAll();
            whiteboard.with(factory("default", "off", FactoryStatus.State.STOPPED, "stopped by an operator", 6));

            assertThat(gogo.run("worker:report off"))
                    .isEqualTo("worker 'off' has no report, because it is not running; see worker:info");
        }
    }

    @Nested
    final class StartStopRestart {
        @Test
        @DisplayName("stop of a worker from a factory goes to the whiteboard")
        void stopsInWhiteboard() throws Exception {
            bindAll();
            runner.with(started("default", "web"));
            whiteboard.with(active("default", "web", 1));

            assertThat(gogo.run("worker:stop web"))
                    .isEqualTo("worker 'web' of runner 'default' has stopped; worker:start starts it again");
            assertThat(whiteboard.asked).containsExactly("stop default/web");
            assertThat(runner.asked).isEmpty();
        }

        @Test
        @DisplayName("stop of a worker without a factory goes to its runner, whiteboard or not")
        void stopsInRunner() throws Exception {
            commands.addRunner(runner.with(started("default", "web")));
            assertThat(gogo.run("worker:stop web")).isEqualTo("worker 'web' of runner 'default' has stopped");
            commands.setWhiteboard(whiteboard);
            gogo.run("worker:stop web");

            assertThat(runner.asked).containsExactly("stop web", "stop web");
            assertThat(whiteboard.asked).isEmpty();
        }

        @Test
        @DisplayName("stop of a worker whose service goes at that moment is left to the runner")
        void stopsWhenServiceGoes() throws Exception {
            bindAll();
            runner.with(started("default", "web"));
            whiteboard.with(active("default", "web", 1)).serviceIsGone = true;

            gogo.run("worker:stop web");

            assertThat(runner.asked).containsExactly("stop web");
        }

        @Test
        @DisplayName("stop of a deaf worker does not hang and says that it is still stopping")
        void doesNotWaitForEver() throws Exception {
            commands.addRunner(runner.with(started("default", "deaf")));
            runner.stopping = new CompletableFuture<>();

            assertThat(gogo.run("worker:stop deaf --timeout 10ms"))
                    .isEqualTo("worker 'deaf' of runner 'default' is still stopping after 10ms; "
                            + "it ends when its code lets it, see worker:info");
            assertThat(gogo.json("worker:stop deaf -t 0 --json")
                            .getAsJsonObject()
                            .get("outcome")
                            .getAsString())
                    .isEqualTo("stopping");
        }

        @Test
        @DisplayName("stop tells the error that the worker met while it ended")
        void tellsError() throws Exception {
            commands.addRunner(runner.with(started("default", "web")));
            runner.stopping = CompletableFuture.failedFuture(new IOException("flush failed"));

            assertThat(gogo.run("worker:stop web"))
                    .isEqualTo("worker 'web' of runner 'default' has stopped with IOException: flush failed");
        }

        @Test
        @DisplayName("a timeout that is none says how to write one")
        void refusesOddTimeouts() {
            commands.addRunner(runner.with(started("default", "web")));

            assertThatThrownBy(() -> gogo.run("worker:stop web --timeout soon"))
                    .hasMessage("timeout 'soon' is no time; write it like 500ms, 2s or 1m");
            assertThat(runner.asked).isEmpty();
        }

        @Test
        @DisplayName("start and restart of a stopped or ended factory start it")
        void startsStopped() throws Exception {
            bindAll();
            whiteboard
                    .with(factory("default", "off", FactoryStatus.State.STOPPED, "stopped by an operator", 6))
                    .with(factory("default", "once", FactoryStatus.State.ENDED, "ended without error", 7));

            assertThat(gogo.run("worker:start off")).isEqualTo("worker 'off' of runner 'default' is starting");
            assertThat(gogo.run("worker:restart once")).isEqualTo("worker 'once' of runner 'default' is starting");
            assertThat(whiteboard.asked).containsExactly("start default/off", "start default/once");
            assertThat(gogo.run("worker:stop off")).isEqualTo("worker 'off' of runner 'default' is stopped already");
        }

        @Test
        @DisplayName("start of what runs already, or waits for its restart, says so and changes nothing")
        void startsNothingTwice() throws Exception {
            bindAll();
            runner.with(started("default", "web")).with(failed("default", "job", new IOException("x")));
            whiteboard.with(active("default", "web", 1));

            assertThat(gogo.run("worker:start web")).isEqualTo("worker 'web' of runner 'default' is already started");
            assertThat(gogo.run("worker:start job"))
                    .isEqualTo("worker 'job' of runner 'default' is already waiting for its restart; "
                            + "worker:restart does it at once");
            assertThat(whiteboard.asked).isEmpty();
        }

        @Test
        @DisplayName("start and stop of a refused or unassigned factory say why not")
        void saysWhyNot() throws Exception {
            bindAll();
            whiteboard.with(factory("other", "job", FactoryStatus.State.UNASSIGNED, "no runner 'other'", 4));

            assertThat(gogo.run("worker:start job"))
                    .isEqualTo("worker 'job' of runner 'other' cannot be started: "
                            + "its factory in com.acme.part4 [4] is unassigned, no runner 'other'");
            assertThat(gogo.run("worker:stop job")).contains("does not run");
            assertThat(gogo.run("worker:restart job")).contains("cannot be restarted");
        }

        @Test
        @DisplayName("restart goes to the runner")
        void restarts() throws Exception {
            bindAll();
            runner.with(started("default", "web")).with(stopping("default", "going"));
            whiteboard.with(active("default", "web", 1));

            assertThat(gogo.run("worker:restart web"))
                    .isEqualTo("worker 'web' of runner 'default' restarts, with its restart count cleared");
            assertThat(gogo.run("worker:restart going"))
                    .isEqualTo(
                            "worker 'going' of runner 'default' is being stopped for good; start it when it has ended");
            assertThat(runner.asked).containsExactly("restart web", "restart going");
        }

        @Test
        @DisplayName("an unknown id is refused by each of them with what is near")
        void refusesUnknown() {
            bindAll();
            runner.with(started("default", "web"));

            for (String command : List.of("start", "stop", "restart", "report", "info")) {
                assertThatThrownBy(() -> gogo.run("worker:" + command + " wbe"))
                        .hasMessage("no worker 'wbe'; did you mean 'web'?");
            }
        }

        @Test
        @DisplayName("a receipt is one line, and valid JSON with --json")
        void receiptIsOneLine() throws Exception {
            bindAll();
            runner.with(started("default", "we\"b\n"));

            assertThat(gogo.run("worker:restart 'we\"b\n'")).hasLineCount(1).contains("we\"b\\n");
            assertThat(gogo.json("worker:restart 'we\"b\n' --json")
                            .getAsJsonObject()
                            .get("id")
                            .getAsString())
                    .isEqualTo("we\"b\n");
        }
    }

    @Nested
    final class Runners {
        @Test
        @DisplayName(
                "runners shows name, state, workers by state, factories and failure, also of a runner that is missing")
        void showsRunners() throws Exception {
            bindAll();
            runner.with(started("default", "a"))
                    .with(started("default", "b"))
                    .with(stopping("default", "c"))
                    .with(givenUp("default", "d", new IOException("refused")));
            commands.addRunner(new FakeRunner("broken").dead(new IOException("disk full")));
            whiteboard
                    .with(active("default", "a", 1))
                    .with(factory("nowhere", "job", FactoryStatus.State.UNASSIGNED, "no runner 'nowhere'", 4));

            assertThat(gogo.run("worker:runners").lines())
                    .containsExactly(
                            "NAME     STATE    WORKERS  STARTING  STARTED  STOPPING  STOPPED  GIVEN UP  ABANDONED  FACTORIES  FAILURE",
                            "broken   dead           0         0        0         0        0         0          0          0  IOException: disk full",
                            "default  running        4         0        2         1        0         1          0          1  -",
                            "nowhere  missing        0         0        0         0        0         0          0          1  -");
            JsonArray json = gogo.json("worker:runners --json").getAsJsonArray();
            assertThat(json.get(1)
                            .getAsJsonObject()
                            .getAsJsonObject("workers")
                            .get("started")
                            .getAsInt())
                    .isEqualTo(2);
        }
    }

    @Test
    @DisplayName("with a dead runner every command answers")
    void deadRunner() throws Exception {
        bindAll();
        runner.dead(new IOException("disk full"));
        whiteboard.with(factory("default", "web", FactoryStatus.State.STOPPED, "stopped by an operator", 1));
        whiteboard.runnerIsDead = true;

        assertThat(gogo.run("worker:list")).contains("web");
        assertThat(gogo.run("worker:info web")).contains("state: stopped");
        assertThat(gogo.run("worker:runners")).contains("dead").contains("disk full");
        assertThat(gogo.run("worker:start web"))
                .isEqualTo("worker 'web' of runner 'default' cannot be started: "
                        + "runner 'default' is dead; restart its bundle");
        assertThat(gogo.run("worker:restart web")).contains("is dead");
    }

    @Test
    @DisplayName("with no runner and no whiteboard every command says what to do")
    void nothingAtAll() throws Exception {
        assertThat(gogo.run("worker:runners")).contains("io.reeve.impl");
        assertThat(gogo.run("worker:report")).contains("io.reeve.impl");
        for (String command : List.of("info", "start", "stop", "restart", "report")) {
            assertThatThrownBy(() -> gogo.run("worker:" + command + " web"))
                    .hasMessage("no worker 'web': there is no runner; "
                            + "start the bundle io.reeve.impl, which brings the runner 'default'");
        }
    }

    @Test
    @DisplayName("services come and go in any order")
    void servicesComeAndGo() throws Exception {
        FakeWhiteboard second = new FakeWhiteboard().with(active("default", "second", 2));
        bindAll();
        commands.setWhiteboard(second);
        commands.unsetWhiteboard(whiteboard);
        assertThat(gogo.run("worker:list")).contains("second");

        commands.unsetWhiteboard(second);
        commands.removeRunner(runner);
        assertThat(gogo.run("worker:list")).contains("no runner");
    }

    @Test
    @DisplayName("of two runners with one name the living one is asked")
    void prefersTheLiving() throws Exception {
        Runner dead = new FakeRunner("default").dead(null);
        commands.addRunner(dead);
        commands.addRunner(runner.with(started("default", "web")));

        gogo.run("worker:restart web");

        assertThat(runner.asked).containsExactly("restart web");
    }

    @ParameterizedTest
    @MethodSource("functions")
    @DisplayName("OC-15 Felix help shows what a command does and every option")
    void felixHelp(String function) throws Exception {
        assertThat(gogo.run("help worker:" + function))
                .startsWith(function + " - ")
                .contains("-h, --help   show how to call this command", "-j, --json   answer in JSON")
                .doesNotContain("null");
    }

    @ParameterizedTest
    @MethodSource("functions")
    @DisplayName("OC-15 --help prints the usage and an example, whatever else is missing or wrong")
    void ownHelp(String function) throws Exception {
        String help = gogo.run("worker:" + function + " --help");

        assertThat(help)
                .startsWith("worker:" + function + " - ")
                .contains("usage: worker:" + function, "-j, --json", "example: worker:" + function)
                .endsWith(System.lineSeparator());
        assertThat(gogo.execute("worker:" + function + " -h --nonsense a b c")).isNull();
        assertThat(gogo.run("worker:" + function + " -h")).isEqualTo(help);
    }

    @Test
    @DisplayName("OC-14 there is one public method for each command, so that help finds it")
    void oneMethodPerCommand() {
        assertThat(Arrays.stream(WorkerCommands.class.getDeclaredMethods())
                        .filter(m -> m.isAnnotationPresent(Descriptor.class))
                        .map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(FUNCTIONS);
    }

    @Test
    @DisplayName("OC-14 an answer has a full, a short and a very short form, and other types are left alone")
    void converterKnowsItsOwn() throws Exception {
        bindAll();
        runner.with(started("default", "web"));
        Object list = gogo.execute("worker:list");
        Object info = gogo.execute("worker:info web");
        AnswerConverter converter = new AnswerConverter();

        assertThat(gogo.format(list, Converter.LINE)).hasToString("1 started");
        assertThat(gogo.format(list, Converter.PART)).hasToString("workers(1)");
        assertThat(gogo.format(info, Converter.LINE)).hasToString("default/web started");
        assertThat(gogo.format(info, Converter.PART)).hasToString("default/web");
        assertThat(list).hasToString(gogo.format(list, Converter.INSPECT).toString());
        assertThat(converter.format("text", Converter.INSPECT, converter)).isNull();
        assertThat(converter.format(null, Converter.INSPECT, converter)).isNull();
        assertThat(converter.convert(Answer.class, "text")).isNull();
        assertThatThrownBy(() -> converter.format(list, 9, converter)).isInstanceOf(IllegalArgumentException.class);
    }
}
