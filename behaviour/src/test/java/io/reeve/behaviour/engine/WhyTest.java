// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.behaviour.Gate;
import io.reeve.dependency.BounceException;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Finished;
import io.reeve.worker.event.RunnerEvent.StartOverdue;
import io.reeve.worker.event.RunnerEvent.StopOverdue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WhyTest {
    private static final Duration FIVE = Duration.ofSeconds(5);

    @RegisterExtension
    final Stage stage = Stage.with(params -> params.bounceDelay(Duration.ofSeconds(1))
            .isFatal(error -> "fatal".equals(error.getMessage()))
            .shouldRestart(error -> !"enough".equals(error.getMessage()))
            .startTimeout(FIVE)
            .stopTimeout(Duration.ofSeconds(4), Duration.ofHours(1)));

    private final CountDownLatch gate = new CountDownLatch(1);

    private Why why(String name) {
        return stage.engine.why(name).orElseThrow();
    }

    /** Opens only when the test says so, or is over. */
    private ScriptedWorker passStubbornly(CountDownLatch arrived) {
        stage.atTheEnd(gate::countDown);
        Gate.passStubbornly(arrived, gate);
        return ScriptedWorker.deaf();
    }

    /** Until it waits for its next start. */
    private void letBounce(String name) throws Exception {
        stage.install(name);
        stage.awaitStarted(name, 1);
        stage.worker(name).end(new BounceException());
        Stage.until("it waits", () -> why(name).next() != null);
    }

    @Test
    @DisplayName("failed: once, then how often, with what comes of it")
    void delayed() throws Exception {
        Exception failure = new Exception("refused");
        stage.installStart("a", Stage.failing(failure));
        stage.untilFailed("a", failure);
        assertThat(why("a").text()).isEqualTo("it failed once; delay 3 s, rule on-failure");
        assertThat(why("a").failure()).isSameAs(failure);
        assertThat(why("a").next()).isEqualTo(Stage.START.plusSeconds(3));
        assertThat(why("a").because()).isNull();
        stage.pass(Duration.ofSeconds(3));
        Stage.until("it failed twice", () -> why("a").text().startsWith("it failed 2 times in a row; "));
    }

    @Test
    @DisplayName("an input changed: it is started anew, and when")
    void bounced() throws Exception {
        letBounce("a");
        assertThat(stage.state("a")).isEqualTo(State.STOPPED);
        assertThat(why("a").text()).isEqualTo("an input changed; it is started anew after a delay of 1 s");
        assertThat(why("a").next()).isEqualTo(Stage.START.plusSeconds(1));
    }

    @Test
    @DisplayName("idle: finished, failed for good, or missing something")
    void idle() throws Exception {
        stage.install("finished");
        stage.awaitStarted("finished", 1);
        stage.worker("finished").end();
        stage.await(Finished.class, "finished", 1);
        Stage.until(
                "it is idle",
                () -> why("finished")
                        .text()
                        .equals("its worker ended without error; it is started again when an input changes"));
        Exception enough = new Exception("enough");
        stage.installStart("failed", Stage.failing(enough));
        stage.untilFailed("failed", enough);
        Stage.until(
                "it is idle",
                () -> why("failed")
                        .text()
                        .equals("it failed, and its policy says not to try again before an input changes"));
        stage.installStart("missing", inputs -> {
            inputs.require("nobody");
            return ScriptedWorker.obedient();
        });
        Stage.until(
                "it is idle",
                () -> why("missing").text().equals("it misses something; it is started again when an input changes"));
    }

    @Test
    @DisplayName("waiting: for the input that is down rather than for one that is on its way")
    void waiting() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        stage.installStart("coming", inputs -> passStubbornly(arrived));
        Stage.reached(arrived);
        stage.install("a", "coming", "nobody");
        assertThat(why("a").text()).isEqualTo("it waits for its input 'nobody'");
        assertThat(why("a").root().text()).isEqualTo("nobody has installed it");
        stage.engine.install(
                "user",
                stage.manifold("user")
                        .uses("coming", String.class)
                        .uses("nobody", String.class)
                        .build());
        assertThat(why("user").text()).isEqualTo("it waits for its input 'coming'");
        assertThat(why("user").root().text()).isEqualTo("its start function runs");
    }

    @Test
    @DisplayName("stopping: its start does not return, and in time or not")
    void startDoesNotReturn() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        stage.installStart("a", inputs -> passStubbornly(arrived));
        Stage.reached(arrived);
        stage.engine.uninstall("a");
        assertThat(why("a").text()).isEqualTo("its start was cancelled, and its start function has not returned");
        stage.pass(Duration.ofSeconds(4));
        stage.await(StopOverdue.class, "a", 1);
        assertThat(why("a").text())
                .isEqualTo("its start was cancelled, and its start function has not returned in time");
    }

    @Test
    @DisplayName("stopping: what came too late does not end")
    void cameTooLate() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        stage.installStart("a", inputs -> passStubbornly(arrived));
        Stage.reached(arrived);
        stage.pass(FIVE);
        stage.await(StartOverdue.class, "a", 1);
        assertThat(why("a").text())
                .isEqualTo("its start function runs; it takes longer than it may, and was cancelled");
        gate.countDown();
        stage.untilState("a", State.STOPPING);
        assertThat(why("a").text())
                .isEqualTo("its start function took longer than it may, and what it returned has not ended");
    }

    @Test
    @DisplayName("stopping: its worker was killed; and of a dying engine, what that is dying of")
    void killed() throws Exception {
        stage.installStart("a", inputs -> ScriptedWorker.deaf());
        stage.awaitStarted("a", 1);
        Exception fatal = new Exception("fatal");
        stage.installStart("b", Stage.failing(fatal));
        stage.worker("a").awaitKill();
        assertThat(why("a").text()).isEqualTo("its worker was killed and has not ended");
        assertThat(why("a").root().subject()).isEqualTo("engine 'stage'");
        assertThat(why("a").root().text()).isEqualTo("a manifold failed fatally");
        assertThat(why("a").root().failure()).isSameAs(fatal);
    }

    @Test
    @DisplayName("of an engine that was killed: that it was")
    void engineKilled() throws Exception {
        stage.installStart("a", inputs -> ScriptedWorker.deaf());
        stage.awaitStarted("a", 1);
        stage.engine.kill();
        assertThat(why("a").root().text()).isEqualTo("it was killed");
    }

    @Test
    @DisplayName("who can do without an input waits for one that bounces, but not for one that failed")
    void optionalInputs() throws Exception {
        letBounce("bounces");
        Exception failure = new Exception("refused");
        stage.installStart("fails", Stage.failing(failure));
        stage.untilFailed("fails", failure);
        stage.engine.install(
                "does not wait",
                stage.manifold("does not wait").uses("fails", String.class).build());
        stage.awaitStarted("does not wait", 1);
        stage.engine.install(
                "waits", stage.manifold("waits").uses("bounces", String.class).build());
        assertThat(why("waits").text()).isEqualTo("it waits for its input 'bounces'");
        assertThat(stage.entry("waits")).doesNotContainKeys("start-count", "started", "next-start");
        assertThat(stage.entry("fails"))
                .doesNotContainKeys("start-count", "started")
                .containsKey("next-start");
        assertThat(stage.entry("does not wait")).containsKeys("start-count", "started");
    }
}
