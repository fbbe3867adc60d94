// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerEvent.Removed;
import io.reeve.worker.event.RunnerEvent.RunnerDying;
import io.reeve.worker.event.RunnerEvent.Started;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RecordingListenerTest {
    private static final Instant NOW = Instant.EPOCH;
    private final RecordingListener listener = new RecordingListener();

    private static RunnerEvent started(String id) {
        return new Started("r", NOW, id, 1);
    }

    @Test
    @DisplayName("records events in the order of their arrival")
    void records() {
        RunnerEvent first = started("a");
        RunnerEvent second = new RunnerDying("r", NOW, null);
        RunnerEvent third = started("b");
        listener.onEvent(first);
        listener.onEvent(second);
        listener.onEvent(third);
        assertThat(listener.events()).containsExactly(first, second, third);
        assertThat(listener.events(Started.class)).extracting(Started::id).containsExactly("a", "b");
    }

    @Test
    @DisplayName("finds an event that was recorded already, the first that fits")
    void findsPastEvents() throws Exception {
        RunnerEvent first = started("a");
        listener.onEvent(first);
        listener.onEvent(started("b"));
        assertThat(listener.await(Started.class)).isSameAs(first);
        assertThat(listener.await(Started.class, e -> e.id().equals("b")).id()).isEqualTo("b");
        assertThat(listener.await(event -> event instanceof Started)).isSameAs(first);
    }

    @Test
    @DisplayName("waits for an event that is still to come")
    void waitsForFutureEvents() throws Exception {
        CompletableFuture<Void> told = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 1000; i++) {
                listener.onEvent(started("w" + i));
            }
            listener.onEvent(new Removed("r", NOW, "last", 1));
        });
        assertThat(listener.await(Removed.class).id()).isEqualTo("last");
        assertThat(listener.events()).hasSize(1001);
        told.get();
    }

    @Test
    @DisplayName("gives up with a list of what it saw")
    void saysWhatItSaw() {
        RecordingListener impatient = new RecordingListener(ofMillis(20));
        assertThatThrownBy(() -> impatient.await(Removed.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("fitting Removed")
                .hasMessageContaining("no event was recorded");
        for (int i = 0; i < 60; i++) {
            impatient.onEvent(started("w" + i));
        }
        assertThatThrownBy(() -> impatient.await(Removed.class))
                .hasMessageContaining("60 recorded")
                .hasMessageContaining("10 before")
                .hasMessageContaining("w59")
                .hasMessageNotContaining("w9,");
    }

    @Test
    @DisplayName("waiting can be interrupted")
    void canBeInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> listener.await(Removed.class)).isInstanceOf(InterruptedException.class);
    }
}
