// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.reeve.runner.RunnerParams;
import io.reeve.testkit.RecordingListener;
import io.reeve.worker.Restart;
import io.reeve.worker.event.FailureRecord;
import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerEvent.Failed;
import io.reeve.worker.event.RunnerEvent.Registered;
import io.reeve.worker.event.RunnerEvent.Removed;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import io.reeve.worker.event.RunnerEvent.Started;
import io.reeve.worker.event.RunnerEvent.Starting;
import io.reeve.worker.event.RunnerListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is told what happens, and the failure journal, which is one of them. */
final class ListenersTest {
    @RegisterExtension
    final Rig rig = Rig.whereNothingIsFatal(params -> params.listenerQueue(100));

    @Test
    @DisplayName("a listener that comes later hears what happens from then on, in order, and one that goes no more")
    void comesAndGoes() throws Exception {
        rig.start("before");
        RecordingListener late = new RecordingListener();
        ListenerRegistration registration = rig.runner.addListener(late);
        rig.start("while");
        Soon.get(rig.runner.stopWorker("while"));
        late.await(Removed.class);
        registration.close();
        Soon.get(registration.ended());
        rig.start("after");
        rig.awaitStarted("after", 1);
        assertThat(late.events())
                .allMatch(event -> event instanceof RunnerEvent.WorkerEvent worker
                        && worker.id().equals("while"))
                .hasSize(6);
    }

    @Test
    @DisplayName("B-25 a listener may call the runner, remove itself, throw: the others hear everything")
    void hostileListener() throws Exception {
        CompletableFuture<ListenerRegistration> self = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        self.complete(rig.runner.addListener(event -> {
            calls.incrementAndGet();
            rig.runner.report();
            rig.runner.startWorker("from a listener", rig.factory());
            self.join().close();
            throw new AssertionError("broken");
        }));
        rig.start("a");
        Soon.get(self.get().ended());
        rig.awaitStarted("from a listener", 1);
        rig.awaitStarted("a", 1);
        assertThat(calls).hasValue(1);
    }

    @Test
    @DisplayName(
            "B-16 a listener that blocks holds up nothing, costs its queue, and the report says what it has missed")
    void blockingListener() throws Exception {
        Gate gate = rig.gate();
        List<Long> missed = new CopyOnWriteArrayList<>();
        CountDownLatch caughtUp = new CountDownLatch(1);
        List<RunnerEvent> seen = new CopyOnWriteArrayList<>();
        ListenerRegistration registration = rig.runner.addListener("blocked", new RunnerListener() {
            @Override
            public void onEvent(RunnerEvent event) {
                gate.passStubbornly();
                seen.add(event);
                if (event instanceof Registered last && last.id().equals("last")) {
                    caughtUp.countDown();
                }
            }

            @Override
            public void onMissed(String runner, long count) {
                assertThat(runner).isEqualTo(Rig.NAME);
                missed.add(count);
            }
        });
        for (int i = 0; i < 200; i++) {
            rig.start("w" + i);
        }
        assertThat(registration.missed()).isGreaterThanOrEqualTo(200);
        // On a busy machine the rig's own listener may have missed some as well.
        assertThat(rig.runner.report())
                .extractingByKey(RunnerListener.KEY_MISSED, as(MAP))
                .containsEntry("blocked", registration.missed());
        gate.open();
        rig.start("last");
        Soon.reached(caughtUp);
        assertThat(missed.stream().mapToLong(Long::longValue).sum()).isEqualTo(registration.missed());
        assertThat(seen).as("no event twice").doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("B-15 a report without gaps does not mention listeners")
    void nothingMissed() throws Exception {
        rig.start("a");
        assertThat(rig.runner.report()).doesNotContainKey(RunnerListener.KEY_MISSED);
    }

    @Test
    @DisplayName("a listener that blocks can be removed, and is let go when its call has returned")
    void removedWhileItBlocks() throws Exception {
        Gate gate = rig.gate();
        AtomicInteger calls = new AtomicInteger();
        ListenerRegistration registration = rig.runner.addListener(event -> {
            calls.incrementAndGet();
            gate.passStubbornly();
        });
        rig.start("a");
        gate.awaitArrival();
        registration.close();
        rig.start("b");
        assertThat(registration.ended().toCompletableFuture()).isNotDone();
        gate.open();
        Soon.get(registration.ended());
        assertThat(calls).hasValue(1);
    }

    @Test
    @DisplayName("R-21 the course of a worker is heard in order, and no event of one worker overtakes another")
    void orderOfOneWorker() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory).end(new IOException("once"));
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        rig.awaitStarted("a", 2);
        assertThat(rig.events.events())
                .extracting(event -> (Object) event.getClass())
                .containsExactly(
                        Registered.class,
                        Starting.class,
                        Started.class,
                        Failed.class,
                        RestartScheduled.class,
                        Starting.class,
                        Started.class);
    }

    @Test
    @DisplayName("the queue of a listener has room for something, the journal for nothing less than nothing")
    void parameters() {
        assertThatThrownBy(() -> RunnerParams.builder("r").listenerQueue(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
        assertThat(RunnerParams.builder("r").listenerQueue(1).build()).isNotNull();
        assertThatThrownBy(() -> RunnerParams.builder("r").journal(-1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    // ---- the failure journal

    private FailureRecord awaitFailure(String id, long count) throws Exception {
        while (true) {
            List<FailureRecord> records = rig.runner.recentFailures(id);
            if (!records.isEmpty()
                    && records.get(0).count() >= count
                    && records.get(0).delay() != null) {
                return records.get(0);
            }
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("a runner remembers what failed, how often, and which delay was chosen by which rule")
    void journal() throws Exception {
        Factory factory = rig.factory();
        IOException error = new IOException("refused");
        rig.start("a", factory).end(error);
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        rig.awaitStarted("a", 2);
        factory.worker(2).end(error);
        FailureRecord record = awaitFailure("a", 2);
        assertThat(record.runner()).isEqualTo(Rig.NAME);
        assertThat(record.error()).isEqualTo("java.io.IOException: refused");
        assertThat(record.first()).isEqualTo(Rig.START);
        assertThat(record.last()).isEqualTo(Rig.START.plus(Rig.DELAY));
        assertThat(record.delay()).isEqualTo(Rig.DELAY);
        assertThat(record.rule()).isEqualTo("delay 3 s, rule on-failure");
        assertThat(record.inARow()).isEqualTo(2);
        Soon.get(rig.runner.stopWorker("a"));
        assertThat(rig.runner.recentFailures("a"))
                .as("also of a worker that is gone")
                .hasSize(1);
    }

    @Test
    @DisplayName("an operator's restart ends the row of failures")
    void operatorsRestartEndsTheRow() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory).end(new IOException("refused"));
        rig.awaitDelay("a", 1);
        assertThat(awaitFailure("a", 1).inARow()).isEqualTo(1);
        rig.runner.restartWorker("a");
        Soon.until(
                "the end of the row",
                () -> rig.runner.recentFailures("a").get(0).inARow() == 0);
        assertThat(rig.runner.recentFailures()).hasSize(1);
    }

    @Test
    @DisplayName("10 000 identical crashes are one record")
    void tenThousandCrashes() throws Exception {
        CompletableFuture<Void> enough = new CompletableFuture<>();
        AtomicInteger starts = new AtomicInteger();
        IOException error = new IOException("refused");
        rig.runner.startWorker(
                "a",
                context -> {
                    if (starts.incrementAndGet() > 10_000) {
                        enough.complete(null);
                        return io.reeve.testkit.ScriptedWorker.obedient();
                    }
                    throw error;
                },
                Restart.after(Duration.ZERO));
        Soon.get(enough);
        assertThat(rig.runner.recentFailures("a")).hasSize(1);
    }

    @Test
    @DisplayName("without a journal nothing is remembered")
    void withoutJournal() throws Exception {
        Rig forgetful = Rig.whereNothingIsFatal(params -> params.journal(0));
        try {
            forgetful.start("a").end(new IOException("refused"));
            forgetful.awaitDelay("a", 1);
            assertThat(forgetful.runner.recentFailures("a")).isEmpty();
            assertThat(forgetful.runner.recentFailures()).isEmpty();
        } finally {
            forgetful.finish();
        }
    }
}
