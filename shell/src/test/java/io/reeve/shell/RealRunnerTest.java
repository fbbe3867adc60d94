// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.shell.command.GogoSession;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The commands on the runner of core. */
final class RealRunnerTest {
    private final WorkerRunner runner =
            WorkerRunner.start(RunnerParams.builder("default").build());
    private final WorkerCommands commands = new WorkerCommands();
    private final GogoSession gogo = new GogoSession(WorkerCommands.SCOPE, commands, WorkerCommandsTest.FUNCTIONS);

    /** Ends when it is told to, or never. */
    private record Counter(CompletableFuture<Void> end, boolean deaf) implements Worker, Reporter {
        @Override
        public void kill() {
            if (!deaf) {
                end.complete(null);
            }
        }

        @Override
        public CompletionStage<Void> completion() {
            return end;
        }

        @Override
        public Map<String, Object> report() {
            return Map.of("lines", 17);
        }
    }

    @AfterEach
    void leave() {
        gogo.close();
        runner.kill();
    }

    @Test
    @DisplayName("a worker is listed, told of, restarted and stopped")
    void wholeLife() throws Exception {
        commands.addRunner(runner);
        runner.startWorker("counter", context -> new Counter(new CompletableFuture<>(), false));
        Worker first = runner.worker("counter").get(10, TimeUnit.SECONDS);

        assertThat(gogo.run("worker:list")).contains("counter  started  default    1");
        assertThat(gogo.run("worker:report counter")).contains("report:\n  lines: 17");
        assertThat(gogo.run("worker:restart counter")).contains("restarts");
        first.completion().toCompletableFuture().get(10, TimeUnit.SECONDS);
        runner.worker("counter").get(10, TimeUnit.SECONDS);
        assertThat(gogo.run("worker:info counter")).contains("generation: 2", "restarts: 0");
        assertThat(gogo.run("worker:stop counter --timeout 1m"))
                .isEqualTo("worker 'counter' of runner 'default' has stopped");
        assertThatThrownBy(() -> gogo.run("worker:info counter"))
                .hasMessage("no worker 'counter'; worker:list shows all");
    }

    @Test
    @DisplayName("a deaf worker is shown as stopping")
    void deafWorker() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        commands.addRunner(runner);
        runner.startWorker("deaf", context -> new Counter(end, true));
        runner.worker("deaf").get(10, TimeUnit.SECONDS);

        assertThat(gogo.run("worker:stop deaf --timeout 1ms")).contains("still stopping after 1ms");
        assertThat(gogo.run("worker:list --state stopping")).contains("deaf");
        assertThat(gogo.run("worker:restart deaf")).contains("is being stopped for good");
        end.complete(null);
    }

    @Test
    @DisplayName("a killed runner is shown as dead and starts nothing")
    void deadRunner() throws Exception {
        commands.addRunner(runner);
        runner.kill();
        runner.completion().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(gogo.run("worker:runners")).contains("default  dead");
        assertThat(gogo.run("worker:list")).startsWith("no workers");
    }
}
