// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.behaviour.Gate;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Restart;
import io.reeve.worker.Why;
import io.reeve.worker.event.RunnerEvent.Abandoned;
import io.reeve.worker.event.RunnerEvent.GivenUp;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import io.reeve.worker.event.RunnerEvent.StartOverdue;
import io.reeve.worker.event.RunnerEvent.StopOverdue;
import io.reeve.worker.event.RunnerEvent.Stopping;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WhyTest {
    private static final Restart DOUBLING = Restart.builder()
            .delay(Duration.ofSeconds(1))
            .factor(2)
            .budget(4, Duration.ofMinutes(10))
            .build();

    @RegisterExtension
    final Scene scene = new Scene();

    private final WorkerRunner runner = scene.runner(params -> params.restart(DOUBLING)
            .isFatal(error -> "fatal".equals(error.getMessage()))
            .startTimeout(Duration.ofSeconds(100)));

    private Why why(String id) {
        return runner.why(id).orElseThrow();
    }

    @Test
    @DisplayName("delayed: which restart, when, after what, how often, and how the delay came about")
    void delayed() throws Exception {
        ConnectException refused = new ConnectException("refused");
        runner.startWorker("db", context -> {
            throw refused;
        });
        for (int generation = 1; generation <= 3; generation++) {
            Duration delay =
                    scene.await(RestartScheduled.class, "db", generation).delay();
            scene.clock.awaitTimers(1);
            scene.clock.advance(delay);
        }
        scene.await(RestartScheduled.class, "db", 4);
        Why why = why("db");
        assertThat(why.subject()).isEqualTo("worker 'db'");
        assertThat(why.state()).isEqualTo("stopped");
        assertThat(why.text())
                .isEqualTo("restart 4 after 4 failures in a row since 2026-01-02 03:04:05"
                        + " (delay 8 s = 1 s × 2³, rule on-failure, 4 of 4 restarts in 10 min)");
        assertThat(why.failure()).isSameAs(refused);
        assertThat(why.since()).isEqualTo(Scene.START.plusSeconds(7));
        assertThat(why.next()).isEqualTo(Scene.START.plusSeconds(15));
        assertThat(why.because()).isNull();
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofSeconds(8));
        scene.await(GivenUp.class, "db", 5);
        assertThat(why("db").state()).isEqualTo("given up");
        assertThat(why("db").text())
                .isEqualTo("it used up its budget of 4 restarts in 10 min after 5 failures in a row since"
                        + " 2026-01-02 03:04:05; it is started again when somebody asks for it");
        assertThat(why("db").failure()).isSameAs(refused);
    }

    @Test
    @DisplayName("starting, overdue, started, stopping")
    void otherStates() throws Exception {
        CountDownLatch gate = scene.gate();
        runner.startWorker("a", context -> {
            Scene.passStubbornly(gate);
            return scene.deaf();
        });
        assertThat(why("a").text()).isEqualTo("its start function runs");
        assertThat(Scene.entry(runner, "a")).as("it may take its time").doesNotContainKey("stacks");
        assertThat(why("a").since()).isEqualTo(Scene.START);
        runner.startWorker("b", context -> scene.deaf());
        scene.awaitStarted("b", 1);
        assertThat(why("b").state()).isEqualTo("started");
        assertThat(why("b").text()).isEqualTo("it runs");
        runner.restartWorker("b");
        assertThat(why("b").text()).isEqualTo("an operator restarts it, and it has not ended");
        runner.stopWorker("b");
        assertThat(why("b").text()).isEqualTo("it was asked to stop, and it has not ended");
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofSeconds(100));
        assertThat(why("a").text())
                .isEqualTo("its start function runs; it takes longer than it may, and was cancelled");
    }

    @Test
    @DisplayName("restarted: what ended the incarnation before")
    void restarted() throws Exception {
        Exception failure = new Exception("once");
        runner.startWorker("a", context -> {
            if (context.generation() == 1) {
                throw failure;
            }
            return scene.deaf();
        });
        scene.await(RestartScheduled.class, "a", 1);
        assertThat(why("a").failure()).as("it has had only one").isSameAs(failure);
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofSeconds(1));
        scene.awaitStarted("a", 2);
        assertThat(why("a").text()).isEqualTo("it runs, after 1 restart");
        assertThat(why("a").failure()).isSameAs(failure);
    }

    @Test
    @DisplayName("dying and dead: the chain leads to the fatal error of the runner")
    void dying() throws Exception {
        assertThat(runner.why("nobody")).isEmpty();
        Exception fatal = new Exception("fatal");
        var deaf = scene.deaf();
        runner.startWorker("a", context -> deaf);
        scene.awaitStarted("a", 1);
        runner.startWorker("b", context -> {
            throw fatal;
        });
        scene.awaitFailed("b", 1);
        deaf.awaitKill();
        Why why = why("a");
        assertThat(why.text()).isEqualTo("its runner is dying, and it has not ended");
        assertThat(why.chain()).extracting(Why::subject).containsExactly("worker 'a'", "runner 'r'");
        assertThat(why.root().failure()).isSameAs(fatal);
        assertThat(why.root().state()).isEqualTo("dying");
        deaf.end();
        Scene.errorOf(runner.completion());
        assertThat(why("a").state()).isEqualTo("not registered");
        assertThat(why("a").root().state()).isEqualTo("dead");
    }

    @Test
    @DisplayName("of a runner that was killed: that it was; and a worker that is not on its way out has no such reason")
    void killed() throws Exception {
        var deaf = scene.deaf();
        runner.startWorker("a", context -> deaf);
        scene.awaitStarted("a", 1);
        assertThat(why("a").because()).isNull();
        runner.kill();
        deaf.awaitKill();
        assertThat(why("a").root().text()).isEqualTo("it was killed");
        deaf.end();
    }

    @Test
    @DisplayName("stopping: what its start function returned too late")
    void cameTooLate() throws Exception {
        CountDownLatch gate = scene.gate();
        CountDownLatch arrived = new CountDownLatch(1);
        runner.startWorker("a", context -> {
            Gate.passStubbornly(arrived, gate);
            return scene.deaf();
        });
        Scene.reached(arrived);
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofSeconds(100));
        scene.await(StartOverdue.class, "a", 1);
        gate.countDown();
        scene.await(Stopping.class, "a", 1);
        assertThat(why("a").text())
                .isEqualTo("its start function took longer than it may, and what it returned has not ended");
        assertThat(Scene.entry(runner, "a")).doesNotContainKeys("restarts", "failures", "budget");
    }

    @Test
    @DisplayName("abandoned: what happens to its id when it ends")
    void abandoned() throws Exception {
        WorkerRunner strict = scene.runner(params -> params.stopTimeout(Duration.ofSeconds(2)));
        strict.startWorker("a", context -> scene.deaf());
        scene.awaitStarted("a", 1);
        strict.restartWorker("a");
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofSeconds(1));
        scene.await(StopOverdue.class, "a", 1);
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofSeconds(1));
        scene.await(Abandoned.class, "a", 1);
        assertThat(strict.why("a").orElseThrow().text())
                .isEqualTo("it was asked to stop and had not ended 2 s later; it is restarted when it ends");
        strict.stopWorker("a");
        assertThat(strict.why("a").orElseThrow().text()).endsWith("; its id is free when it ends");
        strict.startWorker("a", context -> scene.deaf());
        assertThat(strict.why("a").orElseThrow().text()).endsWith("; another factory takes its place when it ends");
    }
}
