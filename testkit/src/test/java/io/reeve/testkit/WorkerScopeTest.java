// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

final class WorkerScopeTest {
    private final WorkerScope scope = new WorkerScope();

    @Test
    @DisplayName("kills all workers, the last one first, and waits for them")
    void killsAllInReverseOrder() throws Exception {
        List<String> killed = new ArrayList<>();
        ScriptedWorker first = scope.own(new ScriptedWorker(self -> {
            killed.add("first");
            self.end();
        }));
        ScriptedWorker second = scope.own(new ScriptedWorker(self -> {
            killed.add("second");
            // It ends only after the other one was killed, so nobody waits in between.
            first.completion().thenRun(self::end);
        }));
        scope.close();
        assertThat(killed).containsExactly("second", "first");
        assertThat(WorkerChecks.checkKilled(second)).isEmpty();
        scope.close();
    }

    @Test
    @DisplayName("an error that nobody looked at fails the test, whenever the worker died of it")
    void anErrorUnseenFails() {
        Exception before = new Exception("in the background");
        Exception after = new Exception("when killed");
        scope.own(new ScriptedWorker(self -> self.end(after)));
        scope.own(ScriptedWorker.dead(before));
        assertThatThrownBy(scope::close)
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("in the background")
                .hasCause(before)
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasCause(after)));
    }

    @Test
    @DisplayName("an error that the test asked for is the test's to judge")
    void anErrorSeenIsFine() throws Exception {
        Exception expected = new Exception("expected");
        ScriptedWorker dead = scope.own(ScriptedWorker.dead(expected));
        ScriptedWorker stopped = scope.own(new ScriptedWorker(self -> self.end(expected)));
        assertThat(scope.end(dead)).containsSame(expected);
        assertThat(scope.stop(stopped)).containsSame(expected);
        scope.close();
    }

    @Test
    @DisplayName("a worker that does not end in time fails the test, and the others are stopped all the same")
    void aDeafWorkerFails() {
        WorkerScope impatient = new WorkerScope(Duration.ofMillis(20));
        ScriptedWorker good = impatient.own(ScriptedWorker.obedient());
        ScriptedWorker deaf = impatient.own(new ScriptedWorker(self -> {}));
        ScriptedWorker throwing = impatient.own(new ScriptedWorker(self -> {
            self.end();
            throw new IllegalStateException("no kill");
        }));
        assertThatThrownBy(impatient::close)
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("no kill")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasMessageContaining("worker not stopping")));
        assertThat(good.completion().toCompletableFuture()).isCompleted();
        assertThat(throwing.completion().toCompletableFuture()).isCompleted();
        deaf.end();
    }

    @Test
    @DisplayName("a thread that is interrupted does not wait, and stays interrupted")
    void anInterruptEndsTheWaiting() {
        ScriptedWorker deaf = scope.own(new ScriptedWorker(self -> {}));
        Thread.currentThread().interrupt();
        assertThatThrownBy(scope::close).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        deaf.end();
    }

    @Test
    @DisplayName("a worker that comes after the end is killed and refused")
    void tooLate() throws Exception {
        scope.close();
        ScriptedWorker late = ScriptedWorker.obedient();
        assertThatIllegalStateException().isThrownBy(() -> scope.own(late)).withMessageContaining("too late");
        assertThat(WorkerChecks.checkKilled(late)).isEmpty();
    }
}
