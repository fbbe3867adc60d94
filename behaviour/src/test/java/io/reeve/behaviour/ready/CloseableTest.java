// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.ready;

import static io.reeve.testkit.WorkerChecks.checkKilled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.catacomb.Workers;
import io.reeve.testkit.ScriptedWorker;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a worker as something that can be closed")
final class CloseableTest {
    @Test
    @DisplayName("is stopped at the end of a try statement")
    void isStopped() throws Exception {
        ScriptedWorker worker = ScriptedWorker.obedient();
        try (var scope = Workers.closeable(worker)) {
            assertThat(scope.worker()).isSameAs(worker);
        }
        assertThat(checkKilled(worker)).isEmpty();
    }

    @Test
    @DisplayName("throws the worker's error each time, as the cause, with its identity")
    void throwsTheError() {
        IOException error = new IOException("died before");
        var scope = Workers.closeable(ScriptedWorker.dead(error));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(scope::close)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(error);
        }
    }

    @Test
    @DisplayName("does not wait when interrupted: the worker stays killed and the interrupt set")
    void doesNotWaitWhenInterrupted() throws Exception {
        Signal killed = new Signal();
        ScriptedWorker worker = new ScriptedWorker(self -> killed.set());
        var scope = Workers.closeable(worker);
        Thread.currentThread().interrupt();
        assertThatThrownBy(scope::close)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        killed.await();
        worker.end();
        assertThat(checkKilled(worker)).isEmpty();
    }

    @Test
    @DisplayName("null is refused")
    void nullIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.closeable(null))
                .withMessage("worker");
    }
}
