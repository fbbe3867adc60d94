// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Manifold;
import io.reeve.engine.ManifoldSpec;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Restart;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Bounced;
import io.reeve.worker.event.RunnerEvent.Finished;
import io.reeve.worker.event.RunnerEvent.Misbehaved;
import io.reeve.worker.event.RunnerEvent.Registered;
import io.reeve.worker.event.RunnerEvent.RestartRequested;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import io.reeve.worker.event.RunnerEvent.Starting;
import io.reeve.worker.event.RunnerEvent.WorkerEvent;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an engine tells of its manifolds, and what it keeps of them. */
final class EventsTest {
    private static final Duration BOUNCE_DELAY = Duration.ofSeconds(10);
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final Exception failure = new Exception("expected");

    private static void installOffering(Stage stage, String name) {
        stage.engine.install(
                name,
                stage.manifold(name)
                        .offers(ScriptedWorker.class, worker -> worker)
                        .build());
    }

    private static void installUser(Stage stage, String name, Manifold.Start<ScriptedWorker> start) {
        stage.engine.install(
                name,
                stage.manifold(name, start).uses("in", ScriptedWorker.class).build());
    }

    @Test
    @DisplayName("an installation is told before anything else of a manifold")
    void installation() throws Exception {
        Stage.on(params -> {}, stage -> {
            stage.install("a");
            stage.awaitStarted("a", 1);
            assertThat(stage.events.events(WorkerEvent.class).get(0))
                    .isInstanceOfSatisfying(
                            Registered.class,
                            registered -> assertThat(registered.id()).isEqualTo("a"));
        });
    }

    @Test
    @DisplayName(
            "an operator's bounce is told as his wish and as a bounce without an input; a dependent's names the input")
    void bounces() throws Exception {
        Stage.on(params -> {}, stage -> {
            stage.install("a");
            stage.install("b", "a");
            stage.awaitStarted("b", 1);
            stage.engine.bounce("a");
            stage.await(RestartRequested.class, "a", 1);
            assertThat(stage.await(Bounced.class, "a", 1).input()).isNull();
            assertThat(stage.await(Bounced.class, "b", 1).input()).isEqualTo("a");
            stage.awaitStarted("b", 2);
        });
    }

    @Test
    @DisplayName("one that rests is bounced at once by an operator, and after the bounce delay by an input that comes")
    void bouncesOfOneThatRests() throws Exception {
        Stage.on(params -> params.bounceDelay(BOUNCE_DELAY), stage -> {
            installUser(stage, "a", inputs -> ScriptedWorker.dead());
            stage.await(Finished.class, "a", 1);
            stage.engine.bounce("a");
            assertThat(stage.await(Bounced.class, "a", 1).input()).isNull();
            stage.await(Finished.class, "a", 2);

            installOffering(stage, "in");
            assertThat(stage.await(Bounced.class, "a", 2).input()).isEqualTo("in");
            stage.pass(BOUNCE_DELAY);
            stage.await(Starting.class, "a", 3);
        });
    }

    @Test
    @DisplayName("an input that comes cuts the delay after a failure short, which is told")
    void bounceInADelay() throws Exception {
        Stage.on(params -> {}, stage -> {
            installUser(stage, "a", Stage.failing(failure));
            stage.await(RestartScheduled.class, "a", 1);
            installOffering(stage, "in");
            assertThat(stage.await(Bounced.class, "a", 1).input()).isEqualTo("in");
            stage.await(Starting.class, "a", 2);
        });
    }

    @Test
    @DisplayName("an input that is gone again within the settle window restarts nobody")
    void goneWithinTheWindow() throws Exception {
        Stage.on(params -> params.settle(SETTLE), stage -> {
            installUser(stage, "a", inputs -> ScriptedWorker.obedient());
            stage.awaitStarted("a", 1);
            installOffering(stage, "in");
            assertThat(stage.await(Bounced.class, "a", 1).input()).isEqualTo("in");
            Stage.get(stage.engine.uninstall("in"));
            stage.pass(SETTLE);
            assertThat(stage.clock.pending()).isZero();
            assertThat(stage.state("a")).isEqualTo(State.STARTED);
            assertThat(stage.status("a").generation()).isEqualTo(1);
        });
    }

    @Test
    @DisplayName("a restart policy that throws is told, and the ordinary delay counts")
    void brokenPolicy() throws Exception {
        Restart broken = Restart.builder()
                .delay(Duration.ofSeconds(3))
                .jitter(0)
                .delayFor(error -> {
                    throw new IllegalStateException("broken");
                })
                .build();
        Stage.on(params -> params.restart(broken), stage -> {
            stage.installStart("a", Stage.failing(failure));
            Misbehaved event = stage.await(Misbehaved.class, "a", 1);
            assertThat(event.what()).contains("delayFor");
            assertThat(event.error()).hasMessage("broken");
            assertThat(stage.await(RestartScheduled.class, "a", 1).delay()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    @Test
    @DisplayName("each state has the time at which it began")
    void since() throws Exception {
        Stage.on(params -> {}, stage -> {
            stage.install("a");
            stage.awaitStarted("a", 1);
            assertThat(stage.status("a").since()).isEqualTo(Stage.START);
            stage.clock.advance(Duration.ofSeconds(5));
            stage.worker("a").end(failure);
            stage.await(RestartScheduled.class, "a", 1);
            assertThat(stage.state("a")).isEqualTo(State.STOPPED);
            assertThat(stage.status("a").since()).isEqualTo(Stage.START.plusSeconds(5));
            stage.pass(Duration.ofSeconds(3));
            stage.awaitStarted("a", 2);
            assertThat(stage.status("a").since()).isEqualTo(Stage.START.plusSeconds(8));
        });
    }

    @Test
    @DisplayName("a worker that has ended is kept by nobody while its manifold waits for its restart")
    void endedWorkersAreLetGo() throws Exception {
        Stage.on(params -> {}, stage -> {
            CompletableFuture<WeakReference<ScriptedWorker>> started = new CompletableFuture<>();
            stage.engine.install(
                    "a",
                    Manifold.starting(inputs -> {
                                ScriptedWorker worker = ScriptedWorker.obedient();
                                started.complete(new WeakReference<>(worker));
                                return worker;
                            })
                            .build());
            stage.awaitStarted("a", 1);
            WeakReference<ScriptedWorker> worker = started.get();
            Optional.ofNullable(worker.get()).ifPresent(alive -> alive.end(failure));
            stage.await(RestartScheduled.class, "a", 1);
            Stage.until("the worker is let go", () -> {
                System.gc();
                return worker.get() == null;
            });
        });
    }

    @Test
    @DisplayName("when the engine dies, the owner of one that rests is told what it failed with last")
    void ownersOfThoseThatRest() throws Exception {
        Stage.on(params -> params.restart(Restart.never()), stage -> {
            CompletableFuture<Optional<Throwable>> told = new CompletableFuture<>();
            CompletableFuture<Optional<Throwable>> toldOfOther = new CompletableFuture<>();
            stage.engine.install(ManifoldSpec.builder(
                            "a", stage.manifold("a", Stage.failing(failure)).build())
                    .onRemoved(error -> told.complete(Optional.ofNullable(error)))
                    .build());
            stage.engine.install(ManifoldSpec.builder("b", stage.manifold("b").build())
                    .onRemoved(error -> toldOfOther.complete(Optional.ofNullable(error)))
                    .build());
            stage.awaitFailed("a", 1);
            stage.awaitStarted("b", 1);
            stage.engine.kill();
            assertThat(Stage.get(told)).containsSame(failure);
            assertThat(Stage.get(toldOfOther)).isEmpty();
        });
    }
}
