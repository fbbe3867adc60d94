// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Want of memory where it is met for certain; {@link FullHeapTest} has a heap that is really full. */
final class ShortageTest {
    private final AtomicInteger tries = new AtomicInteger();

    private void scarce() {
        if (tries.incrementAndGet() < 3) {
            throw new OutOfMemoryError("for a test");
        }
    }

    /** Has no memory for those who want to depend on it, at first. */
    private final class ScarceStage extends CompletableFuture<Void> {
        @Override
        public <U> CompletableFuture<U> handle(BiFunction<? super Void, Throwable, ? extends U> function) {
            scarce();
            return super.handle(function);
        }
    }

    @Test
    @DisplayName("a policy that has no memory to answer is asked again; it has not said that the error is fatal")
    void policyIsAskedAgain() throws Exception {
        Rig rig = Rig.with(params -> params.isFatal(error -> {
            scarce();
            return false;
        }));
        try {
            rig.start("a").end(new Exception("once"));
            rig.awaitDelay("a", 1);
            assertThat(tries).hasValue(3);
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("a worker whose end cannot be seen for want of memory is supervised as soon as it can")
    void endIsSeenLater() throws Exception {
        Rig rig = Rig.whereNothingIsFatal();
        try {
            ScarceStage end = new ScarceStage();
            rig.runner.startWorker("a", context -> new StageWorker(end));
            rig.awaitStarted("a", 1);
            Exception failure = new Exception("later");
            end.completeExceptionally(failure);
            assertThat(rig.awaitFailed("a", 1).error()).isSameAs(failure);
            assertThat(tries).hasValue(3);
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName(
            "a policy that asks for more memory than there ever is does not hold up the others for long: the error is fatal")
    void policyThatNeverAnswers() throws Exception {
        OutOfMemoryError hopeless = new OutOfMemoryError("Requested array size exceeds VM limit");
        Rig rig = Rig.with(params -> params.isFatal(error -> {
            throw hopeless;
        }));
        Exception failure = new Exception("once");
        rig.start("a").end(failure);
        assertThat(rig.result()).hasCause(hopeless).hasSuppressedException(failure);
        rig.finish();
    }
}
