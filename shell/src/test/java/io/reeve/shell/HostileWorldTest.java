// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.reeve.shell.command.GogoSession;
import io.reeve.shell.command.Harmless;
import io.reeve.shell.text.HostileText;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Every command, where names, ids, messages and reports are the work of somebody who means harm, and so is what is typed. */
class HostileWorldTest {
    private static final List<String> OF_ONE = List.of("info", "why", "report", "start", "stop", "restart");
    private static final List<String> OF_ALL = List.of("list", "runners", "report");

    private WorkerCommands commands;
    private GogoSession gogo;
    private Harmless harmless;

    @BeforeTry
    void enter() {
        commands = new WorkerCommands(() -> Fixtures.NOW);
        gogo = new GogoSession(WorkerCommands.SCOPE, commands, WorkerCommandsTest.FUNCTIONS);
        harmless = new Harmless(gogo, WorkerNotFoundException.class);
    }

    @AfterTry
    void leave() {
        gogo.close();
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileText.any();
    }

    @Provide
    Arbitrary<State> states() {
        return Arbitraries.of(State.class);
    }

    private void bind(List<String> texts, State state) {
        String runnerName = "r" + texts.get(0);
        String id = "w" + texts.get(1);
        Exception failure = new Exception(texts.get(2), new Exception(texts.get(3)));
        failure.addSuppressed(new Exception(texts.get(4)));
        FakeRunner runner = new FakeRunner(runnerName).with(Fixtures.failed(runnerName, id, failure));
        runner.report.put(texts.get(5), texts.get(2));
        Map<Object, Object> workers = new HashMap<>();
        workers.put(id, Map.of(texts.get(3), List.of(texts.get(4), Map.of(texts.get(1), Double.NaN))));
        runner.report.put("workers", workers);
        commands.addRunner(runner);
        commands.addRunner(new FakeRunner("dead" + texts.get(1)).dead(failure));
        commands.setWhiteboard(new FakeWhiteboard()
                .with(new FactoryStatus(runnerName, id, state, texts.get(2), 1, 0, 1, texts.get(3) + " 1.0"))
                .with(new FactoryStatus(texts.get(4), null, State.REFUSED, texts.get(5), 2, 0, 2, "b 1.0")));
        gogo.put("runner", runnerName);
        gogo.put("id", id);
    }

    @Property(tries = 100)
    @Label("no name, id, message or report reaches the terminal with anything that steers it, nor breaks JSON")
    void output(@ForAll @Size(6) List<@From("texts") String> texts, @ForAll("states") State state) throws Exception {
        bind(texts, state);

        for (String function : OF_ALL) {
            harmless.answers("worker:" + function);
        }
        harmless.answers("worker:report --runner $runner");
        for (String function : OF_ONE) {
            harmless.answers("worker:" + function + " --runner $runner $id");
        }
    }

    @Property(tries = 100)
    @Label("no text forges a line: a table has one for each worker, and JSON says exactly what there is")
    void forgery(@ForAll @Size(6) List<@From("texts") String> texts) throws Exception {
        bind(texts, State.ACTIVE);

        assertThat(gogo.run("worker:list").lines()).hasSize(3);
        assertThat(gogo.run("worker:runners").lines().count()).isBetween(3L, 4L);
        JsonArray rows = gogo.json("worker:list --json").getAsJsonArray();
        JsonObject row = rows.asList().stream()
                .map(each -> each.getAsJsonObject())
                .filter(each -> !each.get("id").isJsonNull())
                .findFirst()
                .orElseThrow();
        assertThat(row.get("id").getAsString()).isEqualTo(("w" + texts.get(1)).replaceAll("\\p{Cs}", "\ufffd"));
        assertThat(row.keySet()).containsExactly("id", "runner", "state", "worker", "factory");
    }

    @Property(tries = 200)
    @Label("whatever is typed as an id, a runner, a state or a timeout: an answer, or an error that is safe to print")
    void input(@ForAll("texts") String typed) {
        bind(List.of("", "", "", "", "", ""), State.ACTIVE);
        gogo.put("typed", typed);

        for (String function : WorkerCommandsTest.FUNCTIONS) {
            for (String arguments :
                    List.of(" $typed", " -- $typed", " --runner $typed", " --runner $typed x", " $typed $typed")) {
                harmless.answersOrComplains("worker:" + function + arguments);
            }
        }
        harmless.answersOrComplains("worker:list --state $typed");
        harmless.answersOrComplains("worker:stop --timeout $typed w");
    }
}
