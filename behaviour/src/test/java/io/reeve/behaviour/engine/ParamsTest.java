// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.behaviour.StageWorker;
import io.reeve.dependency.EngineDeadException;
import io.reeve.dependency.Manifold;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.engine.ManifoldSpec;
import io.reeve.testkit.RecordingListener;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Restart;
import io.reeve.worker.event.FailureRecord;
import io.reeve.worker.event.RunnerEvent.Misbehaved;
import io.reeve.worker.event.RunnerEvent.Started;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ParamsTest {
    @RegisterExtension
    final Stage stage = Stage.plain();

    @Test
    @DisplayName("parameters that make no sense are refused, with what would")
    void refused() {
        assertThatThrownBy(() -> EngineParams.builder("e").listenerQueue(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> EngineParams.builder("e").journal(-1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() ->
                        EngineParams.builder("e").settle(Duration.ofNanos(-1)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("settle must not be negative");
    }

    @Test
    @DisplayName("all of them can be said in one sentence, and are what was said")
    void inOneSentence() throws Exception {
        RecordingListener heard = new RecordingListener();
        CompletableFuture<Throwable> filtered = new CompletableFuture<>();
        Exception result = new Exception("filtered");
        EngineParams params = EngineParams.builder("e")
                .isFatal(error -> true)
                .shouldRestart(error -> false)
                .moreImportant((error, best) -> true)
                .restart(Restart.after(Duration.ofSeconds(7)))
                .bounceDelay(Duration.ofMillis(1))
                .settle(Duration.ofMillis(2))
                .orderedStop(true)
                .startTimeout(Duration.ofHours(1))
                .stopTimeout(Duration.ofHours(1))
                .stopTimeout(Duration.ofMinutes(1), Duration.ofHours(1))
                .filter(error -> {
                    filtered.complete(error);
                    return result;
                })
                .clock(stage.clock)
                .logger(System.getLogger("nobody.reads.this"))
                .executor(task -> new Thread(task).start())
                .seed(1)
                .listener(heard)
                .listenerQueue(5)
                .journal(1)
                .build();
        assertThat(params.name()).isEqualTo("e");
        assertThat(params.restart().delay()).isEqualTo(Duration.ofSeconds(7));
        assertThat(params.bounceDelay()).isEqualTo(Duration.ofMillis(1));
        assertThat(params.settle()).isEqualTo(Duration.ofMillis(2));
        assertThat(params.orderedStop()).isTrue();
        DependencyEngine engine = DependencyEngine.start(params);
        assertThat(engine).hasToString("engine 'e' (running, 0 manifolds)");
        Exception first = new Exception("first");
        Exception second = new Exception("second");
        ScriptedWorker deaf = ScriptedWorker.deaf();
        engine.install("deaf", Manifold.starting(inputs -> deaf).build());
        heard.await(Started.class);
        engine.install("failing", Manifold.starting(Stage.failing(first)).build());
        deaf.awaitKill();
        assertThat(engine).hasToString("engine 'e' (dying, 2 manifolds, java.lang.Exception: first)");
        assertThat(engine.report())
                .containsEntry("state", "stopping")
                .containsEntry("error", "java.lang.Exception: first");
        deaf.end(second);
        assertThat(Stage.errorOf(engine.completion())).isSameAs(result);
        assertThat(filtered.join())
                .as("the more important one")
                .isSameAs(second)
                .hasSuppressedException(first);
        Stage.until("both are in the journal", () -> engine.recentFailures().size() == 2);
        assertThat(engine.recentFailures("failing"))
                .extracting(FailureRecord::id)
                .containsExactly("failing");
        assertThatThrownBy(() -> engine.install(
                        "late", Manifold.starting(Stage.failing(first)).build()))
                .isInstanceOf(EngineDeadException.class);
    }

    @Test
    @DisplayName("a filter that throws, throws away nothing: what it was to judge is attached")
    void filterThatThrows() throws Exception {
        IllegalStateException broken = new IllegalStateException("broken filter");
        Exception fatal = new Exception("fatal");
        DependencyEngine engine = DependencyEngine.start(EngineParams.builder("e")
                .isFatal(error -> true)
                .filter(error -> {
                    throw broken;
                })
                .build());
        engine.install("a", Manifold.starting(Stage.failing(fatal)).build());
        assertThat(Stage.errorOf(engine.completion())).isSameAs(broken).hasSuppressedException(fatal);
    }

    @Test
    @DisplayName("the start function runs with the class loader that was said, else with that of the manifold")
    void contextClassLoader() throws Exception {
        try (URLClassLoader own = new URLClassLoader(new URL[0], null)) {
            CompletableFuture<ClassLoader> seen = new CompletableFuture<>();
            Manifold manifold = Manifold.starting(inputs -> {
                        seen.complete(Thread.currentThread().getContextClassLoader());
                        return ScriptedWorker.obedient();
                    })
                    .build();
            stage.engine.install(ManifoldSpec.builder("a", manifold)
                    .contextClassLoader(own)
                    .interruptible(true)
                    .build());
            assertThat(Stage.get(seen)).isSameAs(own);
        }
    }

    @Test
    @DisplayName("a worker that completes twice is complained of, under the name of its manifold")
    void completesTwice() throws Exception {
        CompletableFuture<BiFunction<? super Void, Throwable, ?>> told = new CompletableFuture<>();
        CompletableFuture<Void> end = new CompletableFuture<>() {
            @Override
            public <U> CompletableFuture<U> handle(BiFunction<? super Void, Throwable, ? extends U> function) {
                told.complete(function);
                return super.handle(function);
            }
        };
        stage.atTheEnd(() -> end.complete(null));
        stage.engine.install(
                "a", Manifold.starting(inputs -> new StageWorker(end)).build());
        stage.awaitStarted("a", 1);
        BiFunction<? super Void, Throwable, ?> notice = Stage.get(told);
        assertThat(notice.apply(null, null)).isNull();
        assertThat(notice.apply(null, new Exception("again"))).isNull();
        Misbehaved complaint = stage.events.await(Misbehaved.class);
        assertThat(complaint.id()).isEqualTo("a");
        assertThat(complaint.what()).contains("completed more than once");
    }

    @Test
    @DisplayName("a start function that returns nothing is complained of, under the name of its manifold")
    void returnsNull() throws Exception {
        stage.engine.install("a", Manifold.starting(inputs -> null).build());
        assertThat(stage.awaitFailed("a", 1))
                .hasMessage("the start function of manifold 'a' of engine 'stage' returned null");
    }

    @Test
    @DisplayName("a listener that is added later hears what happens from then on")
    void listenerAddedLater() throws Exception {
        RecordingListener later = new RecordingListener();
        stage.install("before");
        stage.awaitStarted("before", 1);
        stage.engine.addListener(later);
        stage.install("after");
        assertThat(later.await(Started.class).id()).isEqualTo("after");
    }
}
