// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.InputsExpiredException;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldSignal;
import io.reeve.dependency.MissingInputException;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.WorkerStatus;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class InputsTest {
    @RegisterExtension
    final Stage stage = Stage.plain();

    private Throwable failureOf(String name, Manifold.Start<ScriptedWorker> start, String... needs) throws Exception {
        stage.installStart(name, start, needs);
        return stage.awaitFailed(name, 1);
    }

    @Test
    @DisplayName("D-30 B-59 a start sees its inputs as they are when it is launched, after its delay")
    void inputsAtLaunch() throws Exception {
        AtomicReference<ScriptedWorker> seen = new AtomicReference<>();
        stage.engine.install(
                "a",
                stage.manifold("a")
                        .offers(ScriptedWorker.class, worker -> worker)
                        .build());
        stage.awaitStarted("a", 1);
        stage.engine.install(
                "b",
                stage.manifold("b", inputs -> {
                            seen.set(inputs.get("a", ScriptedWorker.class));
                            return ScriptedWorker.obedient();
                        })
                        .needs("a")
                        .build());
        stage.awaitStarted("b", 1);
        assertThat(seen.get()).isSameAs(stage.worker("a"));
        stage.engine.bounce("a");
        stage.awaitStarted("b", 2);
        assertThat(seen.get()).isSameAs(stage.worker("a"));
        assertThat(stage.workers("a")).isEqualTo(2);
    }

    @Test
    @DisplayName("D-31 D-32 D-51 a name that was not declared is missing, and the manifold waits for a change")
    void undeclared() throws Exception {
        Throwable failure = failureOf("a", inputs -> {
            inputs.require("b");
            return ScriptedWorker.obedient();
        });
        assertThat(failure)
                .isInstanceOf(MissingInputException.class)
                .hasMessage("\"b\" not declared: dependency not available");
        stage.untilState("a", WorkerStatus.State.STOPPED);
        assertThat(stage.clock.pending()).isZero();
    }

    @Test
    @DisplayName("D-31 an optional input that does not run is missing to get and require, and empty to find")
    void optional() throws Exception {
        stage.engine.install(
                "a",
                stage.manifold("a", inputs -> {
                            if (inputs.generation() == 2) {
                                assertThat(inputs.isRunning("b")).isTrue();
                                assertThat(inputs.find("b", String.class)).contains("text");
                                return ScriptedWorker.obedient();
                            }
                            assertThat(inputs.isRunning("b")).isFalse();
                            assertThat(inputs.find("b", String.class)).isEmpty();
                            assertThatThrownBy(() -> inputs.require("b"))
                                    .isInstanceOf(MissingInputException.class)
                                    .hasMessage("\"b\" not running: dependency not available");
                            inputs.get("b", String.class);
                            return ScriptedWorker.obedient();
                        })
                        .uses("b", String.class)
                        .build());
        assertThat(stage.awaitFailed("a", 1)).isInstanceOf(MissingInputException.class);
        stage.engine.install(
                "b", stage.manifold("b").offers(String.class, worker -> "text").build());
        stage.awaitStarted("a", 2);
    }

    @Test
    @DisplayName("D-31 an output that is not offered counts as missing and is called not exposed")
    void notExposed() throws Exception {
        stage.engine.install(
                "b", stage.manifold("b").offers(String.class, worker -> "text").build());
        stage.install("c");
        assertThat(failureOf(
                        "a",
                        inputs -> {
                            inputs.get("b", Runnable.class);
                            return ScriptedWorker.obedient();
                        },
                        "b"))
                .isInstanceOf(MissingInputException.class)
                .hasMessageContaining("\"b\" not exposed as java.lang.Runnable")
                .hasMessageContaining("java.lang.String");
        assertThat(failureOf(
                        "d",
                        inputs -> {
                            inputs.get("c", Runnable.class);
                            return ScriptedWorker.obedient();
                        },
                        "c"))
                .isInstanceOf(MissingInputException.class)
                .hasMessageContaining("not exposed");
    }

    @Test
    @DisplayName("D-31 D-32 of several outputs the one of exactly that type is taken, or else the first that fits")
    void whichOutput() throws Exception {
        stage.engine.install(
                "b",
                stage.manifold("b")
                        .offers(Integer.class, worker -> 1)
                        .offers(Long.class, worker -> 2L)
                        .offers(Number.class, worker -> 3)
                        .offers(ScriptedWorker.class, worker -> worker)
                        .build());
        AtomicReference<Object> seen = new AtomicReference<>();
        stage.installStart(
                "a",
                inputs -> {
                    assertThat(inputs.get("b", Number.class)).isEqualTo(3);
                    assertThat((Object) inputs.get("b", Comparable.class)).isEqualTo(1);
                    seen.set(inputs.get("b", ScriptedWorker.class));
                    inputs.require("b");
                    return ScriptedWorker.obedient();
                },
                "b");
        stage.awaitStarted("a", 1);
        assertThat(seen.get()).isSameAs(stage.worker("b"));
    }

    @Test
    @DisplayName("D-31 an output that throws is heard by who asked, and one that is null is a fault")
    void brokenOutputs() throws Exception {
        IllegalStateException broken = new IllegalStateException("broken output");
        stage.engine.install(
                "b",
                stage.manifold("b")
                        .<String>offers(String.class, worker -> {
                            throw broken;
                        })
                        .<Integer>offers(Integer.class, worker -> null)
                        .build());
        assertThat(failureOf(
                        "a",
                        inputs -> {
                            inputs.get("b", String.class);
                            return ScriptedWorker.obedient();
                        },
                        "b"))
                .isSameAs(broken);
        assertThat(failureOf(
                        "c",
                        inputs -> {
                            inputs.get("b", Integer.class);
                            return ScriptedWorker.obedient();
                        },
                        "b"))
                .hasMessageContaining("'b'")
                .hasMessageContaining("null");
        assertThat(stage.state("b")).isEqualTo(WorkerStatus.State.STARTED);
    }

    @Test
    @DisplayName("D-33 B-57 kept inputs are expired when the start function has returned, which is not missing")
    void expiry() throws Exception {
        Stage.Kept kept = new Stage.Kept();
        stage.install("b");
        stage.installStart(
                "a",
                inputs -> {
                    kept.inputs = inputs;
                    return ScriptedWorker.obedient();
                },
                "b");
        stage.awaitStarted("a", 1);
        assertThatThrownBy(() -> kept.inputs.require("b"))
                .isInstanceOf(InputsExpiredException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("'b'")
                .hasMessageContaining(Stage.NAME)
                .satisfies(error -> assertThat(ManifoldSignal.in(error)).isNull());
        assertThatThrownBy(() -> kept.inputs.get("b", String.class)).isInstanceOf(InputsExpiredException.class);
        assertThatThrownBy(() -> kept.inputs.find("x", String.class)).isInstanceOf(InputsExpiredException.class);
        assertThatThrownBy(() -> kept.inputs.isRunning("b")).isInstanceOf(InputsExpiredException.class);
        assertThat(kept.inputs.id()).isEqualTo("a");
        assertThat(kept.inputs.runner()).isEqualTo(Stage.NAME);
    }

    @Test
    @DisplayName("D-33 inputs expire also when the start function throws")
    void expiryAfterFailure() throws Exception {
        Stage.Kept kept = new Stage.Kept();
        failureOf("a", inputs -> {
            kept.inputs = inputs;
            throw new IllegalStateException("cannot start");
        });
        assertThatThrownBy(() -> kept.inputs.isRunning("b")).isInstanceOf(InputsExpiredException.class);
    }

    @Test
    @DisplayName("D-35 a start is cancelled by a change of its inputs, by uninstalling and by the end of the engine")
    void cancellation() throws Exception {
        stage.install("in");
        stage.awaitStarted("in", 1);
        for (String how : java.util.List.of("bounce", "uninstall", "kill")) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            stage.installStart(
                    how,
                    inputs -> {
                        if (inputs.generation() > 1) {
                            return ScriptedWorker.obedient();
                        }
                        inputs.cancelled().thenRun(cancelled::countDown);
                        begun.countDown();
                        Stage.reached(cancelled);
                        assertThat(inputs.isCancelled()).isTrue();
                        return ScriptedWorker.obedient();
                    },
                    "in");
            Stage.reached(begun);
            switch (how) {
                case "bounce" -> stage.engine.bounce("in");
                case "uninstall" -> stage.engine.uninstall(how);
                default -> stage.engine.kill();
            }
            Stage.reached(cancelled);
            if (how.equals("bounce")) {
                stage.awaitStarted(how, 2);
            }
        }
        stage.finish();
        assertThat(stage.state("kill")).isEqualTo(WorkerStatus.State.STOPPED);
    }

    @Test
    @DisplayName("D-35 B-23 a start function that waits is interrupted when it is cancelled, which is no failure")
    void interruption() throws Exception {
        stage.install("in");
        CountDownLatch begun = new CountDownLatch(1);
        stage.installStart(
                "a",
                inputs -> {
                    if (inputs.generation() == 1) {
                        begun.countDown();
                        new CountDownLatch(1).await();
                    }
                    return ScriptedWorker.obedient();
                },
                "in");
        Stage.reached(begun);
        stage.engine.bounce("in");
        stage.awaitStarted("a", 2);
        assertThat(stage.status("a").lastFailure()).isNull();
        assertThat(stage.events.events(io.reeve.worker.event.RunnerEvent.Failed.class))
                .isEmpty();
    }

    @Test
    @DisplayName("D-30 what ends while a start runs stays what it is there")
    void snapshot() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        stage.atTheEnd(open::countDown);
        AtomicReference<Object> seen = new AtomicReference<>();
        stage.engine.install(
                "in",
                stage.manifold("in")
                        .offers(ScriptedWorker.class, worker -> worker)
                        .build());
        stage.awaitStarted("in", 1);
        ScriptedWorker first = stage.worker("in");
        stage.engine.install(uninterrupted(stage.manifold("a", inputs -> {
                    if (inputs.generation() == 1) {
                        begun.countDown();
                        open.await();
                        seen.set(inputs.get("in", ScriptedWorker.class));
                    }
                    return ScriptedWorker.obedient();
                })
                .needs("in")
                .build()));
        Stage.reached(begun);
        stage.engine.bounce("in");
        stage.awaitStarted("in", 2);
        open.countDown();
        stage.awaitStarted("a", 2);
        assertThat(seen.get()).isSameAs(first);
    }

    private static io.reeve.engine.ManifoldSpec uninterrupted(Manifold manifold) {
        return io.reeve.engine.ManifoldSpec.builder("a", manifold)
                .interruptible(false)
                .build();
    }

    @Test
    @DisplayName("D-34 D-35 the start context tells generation and previous failure")
    void context() throws Exception {
        IllegalStateException failure = new IllegalStateException("first");
        AtomicReference<Throwable> previous = new AtomicReference<>();
        stage.installStart("a", inputs -> {
            if (inputs.generation() == 1) {
                throw failure;
            }
            previous.set(inputs.previousFailure().orElse(null));
            return ScriptedWorker.obedient();
        });
        stage.pass(Duration.ofSeconds(3));
        stage.awaitStarted("a", 2);
        assertThat(previous.get()).isSameAs(failure);
    }
}
