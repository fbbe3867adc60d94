// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static io.reeve.testkit.WorkerChecks.checkAlive;
import static io.reeve.testkit.WorkerChecks.checkKill;
import static io.reeve.testkit.WorkerChecks.checkKilled;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.worker.Worker;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ScriptedWorkerTest {
    private final Exception error = new Exception("scripted");

    @Test
    @DisplayName("H-6 an error worker runs until it is killed, then fails with its error")
    void errorWorker() throws Exception {
        ScriptedWorker worker = ScriptedWorker.failing(error);
        checkAlive(worker);
        assertThat(checkKill(worker)).containsSame(error);
        assertThat(worker.kills()).isEqualTo(1);
        assertThat(worker.hasEnded()).isTrue();
    }

    @Test
    @DisplayName("H-6 an error worker without an error ends cleanly when it is killed")
    void obedientWorker() throws Exception {
        ScriptedWorker worker = ScriptedWorker.obedient();
        checkAlive(worker);
        assertThat(checkKill(worker)).isEmpty();
    }

    @Test
    @DisplayName("H-6 a dead worker has ended, and killing it does nothing")
    void deadWorker() throws Exception {
        assertThat(checkKilled(ScriptedWorker.dead())).isEmpty();
        ScriptedWorker worker = ScriptedWorker.dead(error);
        assertThat(checkKilled(worker)).containsSame(error);
        worker.kill();
        worker.end();
        assertThat(checkKilled(worker)).containsSame(error);
        assertThat(worker.kills()).isEqualTo(1);
    }

    @Test
    @DisplayName("H-6 a deaf worker ignores kill, until it is ended")
    void deafWorker() throws Exception {
        ScriptedWorker worker = ScriptedWorker.deaf();
        worker.kill();
        worker.kill();
        checkAlive(worker);
        assertThat(worker.toString()).contains("running", "kills: 2");
        worker.end(error);
        assertThat(checkKilled(worker)).containsSame(error);
    }

    @Test
    @DisplayName("a worker whose kill throws, throws that, checked or not")
    void killThrows() {
        assertThatThrownBy(() -> new ScriptedWorker(self -> {
                            throw new IOException("checked");
                        })
                        .kill())
                .isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("a worker whose kill blocks, blocks until it is ended")
    void killBlocks() throws Exception {
        ScriptedWorker worker = new ScriptedWorker(Worker::await);
        BoundedCall<Boolean> kill = BoundedCall.begin("kill", () -> {
            worker.kill();
            return true;
        });
        worker.awaitKill();
        checkAlive(worker);
        worker.end();
        assertThat(kill.outcome(ofSeconds(10))).isTrue();
    }

    @Test
    @DisplayName("a worker that completes twice tells each observer twice")
    void completesTwice() {
        ScriptedWorker worker = ScriptedWorker.completingTwice();
        AtomicInteger handled = new AtomicInteger();
        AtomicInteger completed = new AtomicInteger();
        worker.completion().handle((nothing, thrown) -> handled.incrementAndGet());
        worker.completion().whenComplete((nothing, thrown) -> completed.incrementAndGet());
        worker.kill();
        assertThat(handled).hasValue(2);
        assertThat(completed).hasValue(2);
    }

    @Test
    @DisplayName("awaitKill waits for one kill after the other")
    void awaitsKills() throws Exception {
        ScriptedWorker worker = ScriptedWorker.deaf();
        worker.kill();
        worker.kill();
        worker.awaitKill().awaitKill();
        Thread.currentThread().interrupt();
        assertThatThrownBy(worker::awaitKill).isInstanceOf(InterruptedException.class);
    }
}
