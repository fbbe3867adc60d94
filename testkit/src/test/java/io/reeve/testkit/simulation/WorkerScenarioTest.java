// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.catacomb.Catacomb;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users get: their own factory, in all its orders. */
@Timeout(60)
class WorkerScenarioTest {
    private static WorkerFactory beating(World world) {
        return context -> Catacomb.start(world.plan("heart", catacomb -> {
                    while (catacomb.sleep(Duration.ofSeconds(5))) {
                        world.note("it beats");
                    }
                })
                .build());
    }

    @Test
    @DisplayName("a worker that does what it must passes in every order")
    void goodWorkersPass() {
        Simulator.of(WorkerScenario.of(WorkerScenarioTest::beating)).run();
    }

    /** It takes notice of a kill only where it looks. */
    private static final class Forgetful implements Worker {
        private final World world;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private boolean waits;
        private boolean killed;

        Forgetful(World world) {
            this.world = world;
            world.executor().execute(this::begin);
        }

        private void begin() {
            if (killed) {
                end.complete(null);
                return;
            }
            // Somebody may kill it here.
            world.pause();
            waits = true;
        }

        @Override
        public void kill() {
            killed = true;
            if (waits) {
                end.complete(null);
            }
        }

        @Override
        public CompletionStage<Void> completion() {
            return end;
        }
    }

    @Test
    @DisplayName("a kill that is lost between two lines is found")
    void lostKillsAreFound() {
        assertThat(Simulator.of(WorkerScenario.of(world -> context -> new Forgetful(world)))
                        .find())
                .hasValueSatisfying(
                        failure -> assertThat(failure.rule()).isEqualTo("a worker that is killed ends in time"));
    }

    @Test
    @DisplayName("a worker fails only if it may")
    void failuresAreFound() {
        WorkerFactory failing = context -> {
            throw new IllegalStateException("no");
        };

        assertThat(Simulator.of(WorkerScenario.of(world -> failing)).find())
                .hasValueSatisfying(failure -> assertThat(failure.rule()).isEqualTo("a worker does not fail"));
        Simulator.of(WorkerScenario.of(world -> failing).mayFail(error -> error instanceof IllegalStateException))
                .schedules(200)
                .run();
    }
}
