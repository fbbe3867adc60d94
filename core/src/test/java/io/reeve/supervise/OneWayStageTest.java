// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OneWayStageTest {
    private final OneWayStage stage = new OneWayStage();
    private final Exception error = new Exception("error");

    @Test
    @DisplayName("Whoever holds the stage cannot complete it")
    void othersCannotComplete() {
        List<ThrowingCallable> attempts = List.of(
                () -> stage.complete(null),
                () -> stage.completeExceptionally(error),
                () -> stage.cancel(true),
                () -> stage.obtrudeValue(null),
                () -> stage.obtrudeException(error),
                () -> stage.completeAsync(() -> null),
                () -> stage.completeAsync(() -> null, ForkJoinPool.commonPool()),
                () -> stage.orTimeout(1, TimeUnit.NANOSECONDS),
                () -> stage.completeOnTimeout(null, 1, TimeUnit.NANOSECONDS));
        assertThat(attempts)
                .allSatisfy(attempt -> assertThatThrownBy(attempt).isInstanceOf(UnsupportedOperationException.class));
        assertThat(stage).isNotDone();
    }

    @Test
    @DisplayName("A copy can be cancelled without harm to the stage, and follows it otherwise")
    void copies() {
        CompletableFuture<Void> given = stage.toCompletableFuture();
        CompletableFuture<Void> kept = stage.toCompletableFuture();
        assertThat(given.cancel(false)).isTrue();
        stage.finish(null);
        assertThat(kept).isCompleted();
        assertThat(given).isCancelled();
    }

    @Test
    @DisplayName("Dependents and copies are given the error itself, and the first end counts")
    void errors() {
        Throwable[] seen = new Throwable[2];
        var direct = stage.handle((nothing, thrown) -> seen[0] = thrown);
        var copied = stage.toCompletableFuture().handle((nothing, thrown) -> seen[1] = thrown);
        stage.finish(error);
        stage.finish(null);
        assertThat(direct).isCompleted();
        assertThat(copied).isCompleted();
        assertThat(seen).containsOnly(error);
        assertThat(stage).isCompletedExceptionally();
    }

    @Test
    @DisplayName("What depends on the stage is an ordinary future")
    void dependents() {
        assertThat(stage.thenRun(() -> {})).isNotInstanceOf(OneWayStage.class);
    }
}
