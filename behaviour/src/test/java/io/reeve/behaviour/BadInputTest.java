// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.runner.WorkerSpec;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.WorkerChecks;
import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.event.RunnerEvent.Misbehaved;
import io.reeve.worker.event.RunnerEvent.Started;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each is met with a clear error that names runner and id; nothing else is harmed, and nothing hangs. */
final class BadInputTest {
    @RegisterExtension
    final Rig rig = Rig.whereNothingIsFatal();

    private ScriptedWorker bystander;

    @BeforeEach
    void startBystander() throws Exception {
        bystander = rig.start("bystander");
    }

    @AfterEach
    void bystanderIsUnharmed() throws Exception {
        if (rig.runner.state() == Runner.State.RUNNING) {
            assertThat(rig.lookup("bystander")).isSameAs(bystander);
            assertThat(bystander.kills()).isZero();
            rig.start("one more");
        }
    }

    // ---- ids

    @Test
    @DisplayName("null as an id, a factory or a worker is refused, naming the runner")
    void nulls() {
        WorkerFactory factory = context -> ScriptedWorker.obedient();
        assertThatThrownBy(() -> rig.runner.startWorker(null, factory))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("'" + Rig.NAME + "'");
        assertThatThrownBy(() -> rig.runner.startWorker("a", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("'" + Rig.NAME + "'");
        assertThatThrownBy(() -> rig.runner.stopWorker(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> rig.runner.restartWorker(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> rig.runner.worker(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> rig.runner.status(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> rig.runner.startWorker((WorkerSpec) null)).isInstanceOf(NullPointerException.class);
        assertThat(rig.runner.workerIds()).containsExactly("bystander");
    }

    static List<String> badIds() {
        return List.of(
                "",
                "x".repeat(10_000),
                "x".repeat(Runner.MAX_ID_LENGTH + 1),
                "line\nbreak",
                "bell\u0007",
                "escape\u001b[31m",
                "nul\u0000",
                "half a pair \ud83d",
                "turned \u202e around",
                "line separator\u2028");
    }

    @ParameterizedTest
    @MethodSource("badIds")
    @DisplayName("an id that is empty, too long or not printable is refused, in a message that is short and printable")
    void badIdIsRefused(String id) throws Exception {
        Factory factory = rig.factory();
        assertThatThrownBy(() -> rig.runner.startWorker(id, factory))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(error -> {
                    assertThat(error.getMessage())
                            .contains("'" + Rig.NAME + "'")
                            .hasSizeLessThan(500);
                    assertThat(error.getMessage().codePoints())
                            .noneMatch(c -> Character.isISOControl(c) || c == 0x202e || c == 0x2028);
                });
        assertThat(rig.lookupError(id))
                .isInstanceOf(WorkerNotFoundException.class)
                .satisfies(error -> assertThat(error.getMessage())
                        .contains("'" + Rig.NAME + "'")
                        .hasSizeLessThan(500)
                        .doesNotContain("\n", "\u001b", "\u0000", "\u202e"));
        assertThat(Soon.errorOf(rig.runner.stopWorker(id))).isNull();
        assertThatThrownBy(() -> rig.runner.restartWorker(id)).isInstanceOf(WorkerNotFoundException.class);
        assertThat(rig.runner.status(id)).isEmpty();
        assertThat(rig.runner.stacks(id)).isEmpty();
        assertThat(factory.starts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "with spaces",
                "it's \"quoted\"",
                "a/b#c;d=e,f",
                "ünïcödé",
                "工人",
                "😀",
                "e\u0301",
                "%s {0} ${x}",
                "null"
            })
    @DisplayName("any other id works everywhere: ")
    void unusualIdWorks(String id) throws Exception {
        Factory factory = rig.factory();
        rig.start(id, factory);
        assertThat(factory.context(1).id()).isEqualTo(id);
        assertThat(rig.runner.workerIds()).contains(id);
        assertThat(rig.entry(id)).containsEntry("state", "started");
        assertThat(rig.status(id).id()).isEqualTo(id);
        factory.worker(1).end(new Exception("once"));
        rig.awaitDelay(id, 1);
        rig.clock.advance(Rig.DELAY);
        rig.awaitStarted(id, 2);
        assertThat(Soon.errorOf(rig.runner.stopWorker(id))).isNull();
    }

    @Test
    @DisplayName("the longest id works")
    void longestId() throws Exception {
        String id = "x".repeat(Runner.MAX_ID_LENGTH);
        rig.start(id);
        assertThat(Soon.errorOf(rig.runner.stopWorker(id))).isNull();
    }

    // ---- factories

    @Test
    @DisplayName("B-17 a factory that throws an Error fails, and is tried again")
    void factoryThrowsError() throws Exception {
        Error error = new NoClassDefFoundError("com/example/Gone");
        rig.runner.startWorker("bad", context -> Rig.sneak(error));
        assertThat(rig.awaitFailed("bad", 1).error()).isSameAs(error);
        rig.awaitDelay("bad", 1);
    }

    @Test
    @DisplayName("B-17 a factory that returns null fails with an error that names runner and id")
    void factoryReturnsNull() throws Exception {
        rig.runner.startWorker("bad", context -> null);
        assertBroken("bad", "null");
    }

    private void assertBroken(String id, String what) throws Exception {
        assertThat(rig.awaitFailed(id, 1).error())
                .isInstanceOf(BrokenWorkerException.class)
                .hasMessageContaining("'" + id + "'")
                .hasMessageContaining("'" + Rig.NAME + "'")
                .satisfies(error ->
                        assertThat(error.getMessage() + error.getCause()).contains(what));
        rig.awaitDelay(id, 1);
    }

    @Test
    @DisplayName("1 000 factories that block for ever hold up nobody, and are interrupted when the runner is killed")
    void factoriesBlock() throws Exception {
        Gate gate = rig.gate();
        for (int i = 0; i < 1_000; i++) {
            rig.runner.startWorker("blocked" + i, context -> {
                gate.pass();
                return ScriptedWorker.obedient();
            });
        }
        gate.awaitArrival();
        rig.start("quick");
        assertThat(rig.runner.workerIds()).hasSize(1_002);
        assertThat(Soon.errorOf(rig.runner.stopWorker("blocked7"))).isNull();
        rig.runner.kill();
        assertThat(rig.result()).isNull();
    }

    @Test
    @DisplayName("a factory that blocks and cannot be interrupted keeps the runner from ending, but nobody else")
    void factoryBlocksStubbornly() throws Exception {
        Gate gate = rig.gate();
        rig.runner.startWorker("stubborn", rig.factory(context -> {
            gate.passStubbornly();
            return ScriptedWorker.obedient();
        }));
        gate.awaitArrival();
        rig.runner.kill();
        bystander.awaitKill();
        assertThat(rig.lookupError("stubborn")).hasMessageContaining("killed");
        WorkerChecks.checkAlive(rig.runner);
        assertThat(rig.runner.workerIds()).containsExactly("stubborn");
        gate.open();
        assertThat(rig.result()).isNull();
    }

    @Test
    @DisplayName("a factory may call everything of its runner, kill included")
    void factoryCallsBack() throws Exception {
        Rig own = Rig.whereNothingIsFatal();
        try {
            CompletableFuture<Worker> myself = new CompletableFuture<>();
            own.runner.startWorker("a", context -> {
                own.runner.startWorker("b", c -> ScriptedWorker.obedient());
                own.runner.worker("b").get();
                own.runner.restartWorker("b");
                own.runner.report();
                own.runner.statuses();
                var unused =
                        own.runner.worker("a").whenComplete((worker, error) -> myself.completeExceptionally(error));
                own.runner.stopWorker("b").toCompletableFuture().get();
                own.runner.kill();
                return ScriptedWorker.obedient();
            });
            assertThat(Soon.errorOf(myself)).isInstanceOf(RunnerDeadException.class);
            assertThat(own.result()).isNull();
        } finally {
            own.finish();
        }
    }

    @Test
    @DisplayName("a factory that interrupts its own thread starts its worker all the same")
    void factoryInterruptsItself() throws Exception {
        Factory factory = rig.factory(context -> {
            Thread.currentThread().interrupt();
            return ScriptedWorker.obedient();
        });
        assertThat(rig.start("a", factory)).isNotNull();
        Soon.get(rig.runner.stopWorker("a"));
    }

    @Test
    @DisplayName("R-12 a factory that starts its own id is told that it is there")
    void factoryStartsItself() throws Exception {
        CompletableFuture<Boolean> again = new CompletableFuture<>();
        Factory factory = rig.factory(context -> {
            again.complete(rig.runner.startWorker(context.id(), c -> ScriptedWorker.obedient()));
            return ScriptedWorker.obedient();
        });
        rig.start("a", factory);
        assertThat(Soon.get(again)).isFalse();
    }

    @Test
    @DisplayName("one worker under two ids, and one factory for many")
    void sharedObjects() throws Exception {
        ScriptedWorker shared = ScriptedWorker.obedient();
        WorkerFactory factory = context -> shared;
        rig.runner.startWorker("a", factory);
        rig.runner.startWorker("b", factory);
        assertThat(rig.lookup("a")).isSameAs(rig.lookup("b"));
        Exception error = new Exception("of both");
        shared.end(error);
        assertThat(rig.awaitFailed("a", 1).error()).isSameAs(error);
        assertThat(rig.awaitFailed("b", 1).error()).isSameAs(error);
    }

    // ---- workers

    /** A worker whose parts a test replaces. */
    private static class Odd implements Worker {
        final ScriptedWorker inner = ScriptedWorker.obedient();

        @Override
        public void kill() {
            inner.kill();
        }

        @Override
        public CompletionStage<Void> completion() {
            return inner.completion();
        }
    }

    @Test
    @DisplayName("B-17 a worker without a completion stage is killed and counts as failed")
    void nullCompletion() throws Exception {
        Odd worker = new Odd() {
            @Override
            public CompletionStage<Void> completion() {
                return null;
            }
        };
        rig.runner.startWorker("bad", context -> worker);
        assertBroken("bad", "completion");
        worker.inner.awaitKill();
    }

    @Test
    @DisplayName("B-17 a worker whose completion throws is killed and counts as failed")
    void throwingCompletion() throws Exception {
        Odd worker = new Odd() {
            @Override
            public CompletionStage<Void> completion() {
                throw new IllegalStateException("no completion today");
            }
        };
        rig.runner.startWorker("bad", context -> worker);
        assertBroken("bad", "no completion today");
        worker.inner.awaitKill();
    }

    @Test
    @DisplayName("B-17 B-16 a worker without a completion stage whose kill blocks counts as failed all the same")
    void nullCompletionAndBlockingKill() throws Exception {
        Gate gate = rig.gate();
        rig.runner.startWorker("bad", context -> new Odd() {
            @Override
            public void kill() {
                gate.passStubbornly();
            }

            @Override
            public CompletionStage<Void> completion() {
                return null;
            }
        });
        gate.awaitArrival();
        assertBroken("bad", "completion");
    }

    @Test
    @DisplayName("B-17 B-23 a worker that blocks when asked for its completion is interrupted like its start function")
    void blockingCompletion() throws Exception {
        Gate gate = rig.gate();
        rig.runner.startWorker("bad", context -> new Odd() {
            @Override
            public CompletionStage<Void> completion() {
                try {
                    gate.pass();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
                return super.completion();
            }
        });
        gate.awaitArrival();
        CompletionStage<Void> stopped = rig.runner.stopWorker("bad");
        Soon.errorOf(stopped);
        assertThat(rig.runner.workerIds()).containsExactly("bystander");
    }

    @Test
    @DisplayName("B-17 a worker whose stage cannot be observed is killed and counts as failed")
    void brokenStage() throws Exception {
        Odd worker = new Odd() {
            @Override
            public CompletionStage<Void> completion() {
                return new CompletableFuture<>() {
                    @Override
                    public <U> CompletableFuture<U> handle(BiFunction<? super Void, Throwable, ? extends U> observer) {
                        throw new UnsupportedOperationException("no handle");
                    }
                };
            }
        };
        rig.runner.startWorker("bad", context -> worker);
        assertBroken("bad", "no handle");
        worker.inner.awaitKill();
    }

    @Test
    @DisplayName("a stage that is nothing but a stage is enough")
    void minimalStage() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        rig.runner.startWorker("a", context -> new Odd() {
            @Override
            public CompletionStage<Void> completion() {
                return end.minimalCompletionStage();
            }
        });
        rig.lookup("a");
        end.complete(null);
        rig.awaitRemoved("a");
    }

    @Test
    @DisplayName("an error without a message is an error")
    void nullMessage() throws Exception {
        Exception error = new Exception((String) null);
        rig.start("a").end(error);
        assertThat(rig.awaitFailed("a", 1).error()).isSameAs(error);
        rig.awaitDelay("a", 1);
        assertThat(rig.entry("a")).containsEntry("error", "java.lang.Exception");
    }

    @Test
    @DisplayName("B-18 an error whose own methods throw is an error")
    void brokenError() throws Exception {
        final class Broken extends Exception {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }

            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("no cause");
            }
        }
        Broken error = new Broken();
        rig.start("a").end(error);
        assertThat(rig.awaitFailed("a", 1).error() == error).isTrue();
        rig.awaitDelay("a", 1);
        assertThat(String.valueOf(rig.entry("a").get("error"))).contains("Broken");
        assertThat(rig.runner.toString()).contains(Rig.NAME);
    }

    @Test
    @DisplayName("an error with a message of ten million characters does not flood the report")
    void hugeMessage() throws Exception {
        rig.start("a").end(new Exception("x".repeat(10_000_000)));
        rig.awaitDelay("a", 1);
        assertThat(String.valueOf(rig.entry("a").get("error"))).hasSizeLessThan(10_000);
    }

    @Test
    @DisplayName("B-18 wrappers of java.util.concurrent around an error are taken off, however many")
    void chainsOfWrappers() throws Exception {
        Exception error = new Exception("inside");
        Throwable wrapped = error;
        for (int i = 0; i < 20; i++) {
            wrapped = i % 2 == 0 ? new CompletionException(wrapped) : new ExecutionException(wrapped);
        }
        rig.start("a").end(wrapped);
        assertThat(rig.awaitFailed("a", 1).error()).isSameAs(error);

        Throwable thrown = new CompletionException(error);
        rig.runner.startWorker("b", context -> Rig.sneak(thrown));
        assertThat(rig.awaitFailed("b", 1).error()).isSameAs(error);

        CompletableFuture<Void> source = new CompletableFuture<>();
        CompletionStage<Void> dependent = source.thenRun(() -> {}).thenRun(() -> {});
        rig.runner.startWorker("c", context -> new Odd() {
            @Override
            public CompletionStage<Void> completion() {
                return dependent;
            }
        });
        rig.lookup("c");
        source.completeExceptionally(error);
        assertThat(rig.awaitFailed("c", 1).error()).isSameAs(error);
    }

    @Test
    @DisplayName("B-18 wrappers that go round in a circle end")
    void circularWrappers() throws Exception {
        Exception two = new Exception("two");
        CompletionException one = new CompletionException("one", two);
        two.initCause(one);
        rig.start("a").end(one);
        assertThat(rig.awaitFailed("a", 1).error()).isSameAs(two);
        rig.awaitDelay("a", 1);
        assertThat(rig.entry("a")).containsKey("error");
    }

    @Test
    @DisplayName("a worker that completes twice counts once, and is reported")
    void completesTwice() throws Exception {
        ScriptedWorker twice = rig.start("a", ScriptedWorker.completingTwice());
        Exception error = new Exception("once and again");
        twice.end(error);
        Misbehaved told = rig.events.await(Misbehaved.class);
        assertThat(told.id()).isEqualTo("a");
        assertThat(told.what()).contains("more than once");
        rig.awaitDelay("a", 1);
        assertThat(rig.clock.pending()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-67 a worker that has completed before start returns is started, then ends")
    void completesBeforeStartReturns() throws Exception {
        rig.runner.startWorker("clean", context -> ScriptedWorker.dead());
        rig.awaitRemoved("clean");
        Exception error = new Exception("stillborn");
        rig.runner.startWorker("failed", context -> ScriptedWorker.dead(error));
        assertThat(rig.awaitFailed("failed", 1).error()).isSameAs(error);
        assertThat(rig.await(Started.class, "failed", 1)).isNotNull();
        rig.awaitDelay("failed", 1);
    }

    @Test
    @DisplayName("a worker whose kill completes it on the spot, and then throws, has ended")
    void killEndsAndThrows() throws Exception {
        rig.start("a", new ScriptedWorker(self -> {
            self.end();
            throw new IllegalStateException("after the end");
        }));
        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
        assertThat(rig.events.await(Misbehaved.class).error()).hasMessage("after the end");
    }

    @Test
    @DisplayName("a worker whose equals, hashCode and toString throw is a worker")
    void hostileObjectMethods() throws Exception {
        Odd worker = new Odd() {
            @Override
            public boolean equals(Object other) {
                throw new IllegalStateException();
            }

            @Override
            public int hashCode() {
                throw new IllegalStateException();
            }

            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        };
        rig.runner.startWorker("a", context -> worker);
        assertThat(rig.lookup("a") == worker).isTrue();
        assertThat(rig.entry("a")).containsEntry("state", "started");
        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
    }

    // ---- reporters

    private Object reportOf(Map<String, Object> report) throws Exception {
        rig.runner.startWorker("reporter", context -> new ReportingWorker(() -> report));
        rig.lookup("reporter");
        return rig.entry("reporter").get("report");
    }

    @Test
    @DisplayName("a reporter that returns null spoils only its own entry")
    void nullReport() throws Exception {
        assertThat(String.valueOf(reportOf(null))).contains("null");
        assertThat(rig.entry("bystander")).containsEntry("state", "started");
    }

    @Test
    @DisplayName("a report that throws while it is read spoils only its own entry")
    void reportThrowsWhileRead() throws Exception {
        Map<String, Object> hostile = new HashMap<>();
        hostile.put("value", new Object() {
            @Override
            public String toString() {
                throw new StackOverflowError();
            }
        });
        assertThat(String.valueOf(reportOf(hostile))).contains("StackOverflowError");
        assertThat(rig.entry("bystander")).containsEntry("state", "started");
    }

    @Test
    @DisplayName("huge reports are cut short: many entries, endless lists, long texts")
    void hugeReport() throws Exception {
        Map<String, Object> huge = new LinkedHashMap<>();
        huge.put("text", "x".repeat(1_000_000));
        huge.put("endless", (Iterable<Object>) () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object next() {
                return "again";
            }
        });
        for (int i = 0; i < 1_000_000; i++) {
            huge.put("key" + i, i);
        }
        Object report = reportOf(huge);
        assertThat(report).isInstanceOf(Map.class);
        assertThat(((Map<?, ?>) report).size()).isLessThan(100_000);
        assertThat(String.valueOf(report)).hasSizeLessThan(2_000_000).contains("cut short");
    }

    @Test
    @DisplayName("cyclic reports end: maps, lists and arrays that contain themselves, and a lattice of shared ones")
    void cyclicReport() throws Exception {
        Map<String, Object> cyclic = new HashMap<>();
        List<Object> list = new ArrayList<>();
        Object[] array = new Object[1];
        list.add(cyclic);
        list.add(list);
        array[0] = array;
        cyclic.put("self", cyclic);
        cyclic.put("list", list);
        cyclic.put("array", array);
        Map<String, Object> lattice = Map.of("leaf", 1);
        for (int i = 0; i < 40; i++) {
            lattice = Map.of("left", lattice, "right", lattice);
        }
        cyclic.put("lattice", lattice);
        Object report = reportOf(cyclic);
        assertThat(String.valueOf(report)).contains("contains itself");
    }

    @Test
    @DisplayName("values and keys that are no strings are shown as text, and nothing of the worker's own is kept")
    void oddValues() throws Exception {
        Map<Object, Object> odd = new LinkedHashMap<>();
        odd.put(1, Thread.State.NEW);
        odd.put(null, null);
        odd.put("own", new Object() {
            @Override
            public String toString() {
                return "own object";
            }
        });
        odd.put("numbers", Arrays.asList(1, 2L, 3.5, true, null));
        odd.put("array", new Object[] {"a", Collections.singleton("b")});
        odd.put("bytes", new byte[] {1});
        @SuppressWarnings({"unchecked", "rawtypes"}) // a worker that lies about its types
        Map<String, Object> lie = (Map) odd;
        Object report = reportOf(lie);
        assertThat(report).isInstanceOf(Map.class);
        Map<?, ?> copy = (Map<?, ?>) report;
        assertThat(copy.keySet()).allMatch(String.class::isInstance);
        assertThat(copy.get("1")).isEqualTo("NEW");
        assertThat(copy.get("null")).isEqualTo("null");
        assertThat(copy.get("own")).isEqualTo("own object");
        assertThat(copy.get("numbers")).isEqualTo(List.of(1, 2L, 3.5, true, "null"));
        assertThat(copy.get("array")).isEqualTo(List.of("a", List.of("b")));
    }
}
