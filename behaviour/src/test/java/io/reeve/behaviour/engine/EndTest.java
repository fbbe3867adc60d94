// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.EngineDeadException;
import io.reeve.dependency.MissingInputException;
import io.reeve.engine.EngineParams;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Starting;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class EndTest {
    private static void someAreFatal(EngineParams.Builder params) {
        params.isFatal(error -> String.valueOf(error.getMessage()).startsWith("fatal"));
    }

    @Test
    @DisplayName("D-70 D-71 a fatal error ends the engine, which stops all others and completes with that error")
    void fatal() throws Exception {
        Stage.on(EndTest::someAreFatal, stage -> {
            stage.install("a");
            stage.install("b");
            stage.awaitStarted("a", 1);
            stage.awaitStarted("b", 1);
            Throwable fatal = new IllegalStateException("fatal");
            stage.worker("a").end(fatal);
            assertThat(Stage.errorOf(stage.engine.completion())).isSameAs(fatal);
            assertThat(stage.worker("b").kills()).isEqualTo(1);
            assertThat(stage.engine.state()).isEqualTo(Runner.State.DEAD);
            assertThat(stage.engine.failure()).containsSame(fatal);
            assertThatThrownBy(() -> stage.install("c"))
                    .isInstanceOf(EngineDeadException.class)
                    .hasCause(fatal);
        });
    }

    @Test
    @DisplayName("D-70 B-63 the most important fatal error wins, the others are attached")
    void worst() throws Exception {
        Stage.on(
                params -> {
                    someAreFatal(params);
                    params.moreImportant((error, best) -> error.getMessage().compareTo(best.getMessage()) > 0);
                },
                stage -> {
                    Throwable two = new IllegalStateException("fatal 2");
                    Throwable three = new IllegalStateException("fatal 3");
                    Throwable one = new IllegalStateException("fatal 1");
                    stage.installStart("a", inputs -> ScriptedWorker.deaf());
                    stage.installStart("b", inputs -> ScriptedWorker.failing(three));
                    stage.installStart("c", inputs -> ScriptedWorker.failing(one));
                    for (String name : List.of("a", "b", "c")) {
                        stage.awaitStarted(name, 1);
                    }
                    stage.worker("a").end(two);
                    Throwable result = Stage.errorOf(stage.engine.completion());
                    assertThat(result).isSameAs(three);
                    assertThat(result.getSuppressed()).contains(two, one);
                });
    }

    @Test
    @DisplayName("D-71 B-58 the filter of the engine is called once, also for success, and all callers get its result")
    void filter() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Throwable filtered = new IllegalStateException("filtered");
        Stage.on(
                params -> params.filter(error -> {
                    seen.add(error == null ? "success" : error);
                    return filtered;
                }),
                stage -> {
                    stage.engine.kill();
                    assertThat(Stage.errorOf(stage.engine.completion())).isSameAs(filtered);
                    assertThat(Stage.errorOf(stage.engine.completion())).isSameAs(filtered);
                    assertThat(stage.engine.report()).containsEntry("error", filtered.toString());
                    assertThat(seen).containsExactly("success");
                });
    }

    @Test
    @DisplayName("D-71 an engine filter can turn a fatal error into success, and one that throws into what it threw")
    void otherFilters() throws Exception {
        Stage.on(
                params -> {
                    someAreFatal(params);
                    params.filter(error -> null);
                },
                stage -> {
                    stage.installStart("a", Stage.failing(new IllegalStateException("fatal")));
                    assertThat(Stage.errorOf(stage.engine.completion())).isNull();
                    assertThat(stage.engine.failure()).isEmpty();
                });
        IllegalStateException broken = new IllegalStateException("filter is broken");
        Stage.on(
                params -> params.filter(error -> {
                    throw broken;
                }),
                stage -> {
                    stage.engine.kill();
                    assertThat(Stage.errorOf(stage.engine.completion())).isSameAs(broken);
                });
    }

    @Test
    @DisplayName("D-72 B-51 kill stops everything, starts nothing from its delay, and goes on judging")
    void kill() throws Exception {
        Stage.on(EndTest::someAreFatal, stage -> {
            Throwable fatal = new IllegalStateException("fatal at the end");
            stage.installStart("a", inputs -> ScriptedWorker.failing(fatal));
            stage.installStart("b", Stage.failing(new IllegalStateException("broken")));
            stage.install("c", "b");
            stage.awaitStarted("a", 1);
            stage.awaitFailed("b", 1);
            stage.clock.awaitTimers(1);
            stage.engine.kill();
            stage.engine.kill();
            assertThat(Stage.errorOf(stage.engine.completion())).isSameAs(fatal);
            stage.clock.awaitNoTimers();
            assertThat(stage.events.events(Starting.class)).hasSize(2);
        });
    }

    @Test
    @DisplayName("D-72 D-73 the engine is dead when the last worker has ended, also one whose start went on")
    void lateStart() throws Exception {
        Stage.on(params -> {}, stage -> {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch open = new CountDownLatch(1);
            stage.engine.install(io.reeve.engine.ManifoldSpec.builder(
                            "a",
                            stage.manifold("a", inputs -> {
                                        begun.countDown();
                                        open.await();
                                        return ScriptedWorker.deaf();
                                    })
                                    .build())
                    .interruptible(false)
                    .build());
            Stage.reached(begun);
            stage.engine.kill();
            assertThat(stage.engine.state()).isEqualTo(Runner.State.DYING);
            open.countDown();
            Stage.until(
                    "its worker is killed",
                    () -> stage.workers("a") == 1 && stage.worker("a").kills() == 1);
            assertThat(stage.engine.completion().toCompletableFuture()).isNotDone();
            stage.worker("a").end();
            assertThat(Stage.errorOf(stage.engine.completion())).isNull();
        });
    }

    @Test
    @DisplayName("D-74 B-53 a kill that throws or blocks, and an end that is told twice, harm nobody else")
    void misbehaviour() throws Exception {
        Stage.on(params -> {}, stage -> {
            CountDownLatch open = new CountDownLatch(1);
            stage.atTheEnd(open::countDown);
            stage.installStart(
                    "throws",
                    inputs -> new ScriptedWorker(self -> {
                        self.end();
                        throw new IllegalStateException("kill is broken");
                    }));
            stage.installStart(
                    "blocks",
                    inputs -> new ScriptedWorker(self -> {
                        open.await();
                        self.end();
                    }));
            stage.installStart("twice", inputs -> ScriptedWorker.completingTwice());
            stage.install("good");
            for (String name : List.of("throws", "blocks", "twice", "good")) {
                stage.awaitStarted(name, 1);
            }
            stage.engine.bounce("throws");
            stage.awaitStarted("throws", 2);
            stage.engine.bounce("blocks");
            stage.engine.bounce("good");
            stage.awaitStarted("good", 2);
            assertThat(stage.state("blocks")).isEqualTo(State.STOPPING);
            Stage.until(
                    "the kill is being called",
                    () -> !stage.engine.stacks("blocks").isEmpty());
        });
    }

    @Test
    @DisplayName("D-76 B-44 isFatal is asked about real errors only: no success, no signal, no cancelled start")
    void onlyRealErrors() throws Exception {
        List<Throwable> judged = new CopyOnWriteArrayList<>();
        Stage.on(
                params -> params.isFatal(error -> {
                    judged.add(error);
                    return false;
                }),
                stage -> {
                    CountDownLatch begun = new CountDownLatch(1);
                    stage.install("ok");
                    stage.installStart("missing", Stage.failing(new MissingInputException("x")));
                    stage.installStart("slow", inputs -> {
                        begun.countDown();
                        new CountDownLatch(1).await();
                        return ScriptedWorker.obedient();
                    });
                    stage.awaitStarted("ok", 1);
                    stage.awaitFailed("missing", 1);
                    Stage.reached(begun);
                    stage.worker("ok").end();
                    stage.engine.kill();
                    assertThat(Stage.errorOf(stage.engine.completion())).isNull();
                    assertThat(judged).isEmpty();
                });
    }

    @Test
    @DisplayName("D-75 a listener is told of each start, by name")
    void listener() throws Exception {
        Stage.on(params -> {}, stage -> {
            stage.install("a");
            stage.awaitStarted("a", 1);
            stage.engine.bounce("a");
            stage.awaitStarted("a", 2);
            assertThat(stage.events.events(io.reeve.worker.event.RunnerEvent.Started.class))
                    .extracting(io.reeve.worker.event.RunnerEvent.Started::id)
                    .containsExactly("a", "a");
        });
    }

    @Test
    @DisplayName("B-53 policies, filters and listeners may call the engine")
    void reentrantCallbacks() throws Exception {
        Stage[] holder = new Stage[1];
        Stage.on(
                params -> params.isFatal(error -> {
                            holder[0].engine.report();
                            holder[0].engine.bounce("other");
                            return false;
                        })
                        .listener(event -> holder[0].engine.statuses()),
                stage -> {
                    holder[0] = stage;
                    stage.install("other");
                    stage.awaitStarted("other", 1);
                    stage.engine.install(
                            "a",
                            stage.manifold("a")
                                    .filter(error -> {
                                        stage.engine.why("a");
                                        return error;
                                    })
                                    .build());
                    stage.awaitStarted("a", 1);
                    stage.worker("a").end(new IllegalStateException("broken"));
                    stage.awaitFailed("a", 1);
                    stage.awaitStarted("other", 2);
                });
    }

    @Test
    @DisplayName("D-72 a policy that throws counts as fatal")
    void throwingPolicy() throws Exception {
        IllegalStateException broken = new IllegalStateException("policy is broken");
        Stage.on(
                params -> params.isFatal(error -> {
                    throw broken;
                }),
                stage -> {
                    stage.installStart("a", Stage.failing(new IllegalStateException("met")));
                    assertThat(Stage.errorOf(stage.engine.completion())).isNotNull();
                });
    }
}
