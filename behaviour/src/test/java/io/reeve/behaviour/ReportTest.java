// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Reporter;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Misbehaved;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ReportTest {
    private static final Duration REPORT_DEADLINE = Duration.ofSeconds(1);

    private final Crew crew = new Crew();

    @RegisterExtension
    final Rig rig = Rig.whereSomeAreFatal(params -> params.executor(crew));

    @AfterEach
    void closeCrew() throws Exception {
        rig.finish();
        crew.close();
    }

    private ReportingWorker startReporting(String id, java.util.concurrent.Callable<Map<String, Object>> report)
            throws Exception {
        ReportingWorker worker = new ReportingWorker(report);
        rig.runner.startWorker(id, context -> worker);
        assertThat(rig.lookup(id)).isSameAs(worker);
        return worker;
    }

    @Test
    @DisplayName("R-80 the report of a runner has its workers under one key; without workers the map is empty")
    void emptyReport() throws Exception {
        assertThat(rig.runner.report()).isEqualTo(Map.of("workers", Map.of()));
        rig.start("a");
        rig.start("b");
        Map<String, Object> report = rig.runner.report();
        assertThat(report).containsOnlyKeys("workers");
        assertThat(((Map<?, ?>) report.get("workers")).keySet()).isEqualTo(java.util.Set.of("a", "b"));
        rig.finish();
        assertThat(rig.runner.report()).containsEntry("workers", Map.of());
    }

    @Test
    @DisplayName("R-81 W-11 an entry has the state, the time of start in UTC, and the worker's own report")
    void entryOfARunningWorker() throws Exception {
        startReporting("a", () -> Map.of("lines", 12));
        rig.start("silent");
        startReporting("empty", Map::of);
        assertThat(rig.entry("a"))
                .containsEntry("state", "started")
                .containsEntry("started", "2026-01-02 03:04:05")
                .containsEntry("report", Map.of("lines", 12));
        assertThat(rig.entry("silent")).containsEntry("state", "started").doesNotContainKey("report");
        assertThat(rig.entry("empty")).containsEntry("state", "started").doesNotContainKey("report");
        assertThat(Reporter.KEY_STATE).isEqualTo("state");
        assertThat(Reporter.KEY_REPORT).isEqualTo("report");
        assertThat(Reporter.KEY_STARTED).isEqualTo("started");
    }

    @Test
    @DisplayName("R-81 the time of start is in UTC, whatever the zone of the machine")
    void timesAreUtc() throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneId.of("Asia/Kathmandu")));
        try {
            rig.start("a");
            assertThat(rig.entry("a")).containsEntry("started", "2026-01-02 03:04:05");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    @DisplayName("R-82 B-7 a worker whose start function runs is starting")
    void starting() throws Exception {
        Gate gate = rig.gate();
        rig.runner.startWorker("a", rig.factory(context -> {
            gate.pass();
            return ScriptedWorker.obedient();
        }));
        gate.awaitArrival();
        assertThat(rig.entry("a")).containsEntry("state", "starting").doesNotContainKeys("started", "report");
        assertThat(rig.state("a")).isEqualTo(State.STARTING);
        assertThat(rig.status("a").started()).isNull();
    }

    @Test
    @DisplayName("R-82 B-7 a worker that was killed and has not ended is stopping, its report still included")
    void stopping() throws Exception {
        ScriptedWorker deaf = ScriptedWorker.deaf();
        final class DeafReporter implements io.reeve.worker.Worker, Reporter {
            @Override
            public Map<String, Object> report() {
                return Map.of("left", 3);
            }

            @Override
            public void kill() {
                deaf.kill();
            }

            @Override
            public java.util.concurrent.CompletionStage<Void> completion() {
                return deaf.completion();
            }
        }
        rig.runner.startWorker("a", context -> new DeafReporter());
        rig.lookup("a");
        rig.atTheEnd(deaf::end);
        rig.runner.stopWorker("a");
        deaf.awaitKill();
        assertThat(rig.entry("a")).containsEntry("state", "stopping").containsEntry("report", Map.of("left", 3));
        assertThat(rig.state("a")).isEqualTo(State.STOPPING);
    }

    @Test
    @DisplayName("R-82 B-7 a worker in its restart delay is stopped, with its error and the time of its next start")
    void stopped() throws Exception {
        rig.start("a").end(new Exception("no route"));
        rig.awaitDelay("a", 1);
        assertThat(rig.entry("a"))
                .containsEntry("state", "stopped")
                .containsEntry("error", "java.lang.Exception: no route")
                .containsEntry("next-start", "2026-01-02 03:04:08")
                .doesNotContainKey("report");
        WorkerStatus status = rig.status("a");
        assertThat(status.state()).isEqualTo(State.STOPPED);
        assertThat(status.lastFailure()).hasMessage("no route");
        assertThat(status.nextStart()).isEqualTo(Rig.START.plus(Rig.DELAY));
        assertThat(status.runner()).isEqualTo(Rig.NAME);
    }

    @Test
    @DisplayName("R-83 B-8 after a restart the time of start is that of the restart; before the first there is none")
    void startedIsTheLastStart() throws Exception {
        Factory factory = rig.factory(context -> {
            if (context.generation() == 1) {
                throw new Exception("not yet");
            }
            return ScriptedWorker.obedient();
        });
        rig.runner.startWorker("a", factory);
        rig.awaitDelay("a", 1);
        assertThat(rig.entry("a")).doesNotContainKey("started");
        rig.clock.advance(Rig.DELAY);
        rig.awaitStarted("a", 2);
        assertThat(rig.entry("a"))
                .containsEntry("started", "2026-01-02 03:04:08")
                .containsEntry("generation", 2L)
                .containsEntry("restarts", 1L);
        rig.clock.advance(Duration.ofHours(1));
        factory.worker(2).end(new Exception("once more"));
        rig.awaitDelay("a", 2);
        rig.clock.advance(Rig.DELAY);
        rig.awaitStarted("a", 3);
        assertThat(rig.entry("a")).containsEntry("started", "2026-01-02 04:04:11");
    }

    @Test
    @DisplayName("R-84 W-10 many threads may ask for reports while workers come and go")
    void anyThreadAtAnyTime() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            readers.add(Rig.elsewhere(() -> {
                int reports = 0;
                while (!over.get()) {
                    assertThat(rig.runner.report()).containsKey("workers");
                    rig.runner
                            .statuses()
                            .forEach(status -> assertThat(status.state()).isNotNull());
                    reports++;
                }
                return reports;
            }));
        }
        for (int i = 0; i < 300; i++) {
            startReporting("w" + i, () -> Map.of("key", "value"));
            if (i % 2 == 0) {
                Soon.get(rig.runner.stopWorker("w" + i));
            }
        }
        over.set(true);
        for (CompletableFuture<Integer> reader : readers) {
            assertThat(Soon.get(reader)).isPositive();
        }
    }

    @Test
    @DisplayName("R-80 a dying or dead runner says so in its report, and of which error")
    void reportOfADyingRunner() throws Exception {
        ScriptedWorker slow = rig.start("slow", ScriptedWorker.deaf());
        rig.start("a").end(new Exception("fatal: out of paper"));
        slow.awaitKill();
        assertThat(rig.runner.report())
                .containsEntry("state", "stopping")
                .containsEntry("error", "java.lang.Exception: fatal: out of paper");
        rig.finish();
        assertThat(rig.runner.report())
                .containsEntry("state", "stopped")
                .containsEntry("error", "java.lang.Exception: fatal: out of paper");
    }

    @Test
    @DisplayName("B-15 a reporter that blocks is left out after a second, and holds up nothing else")
    void blockedReporter() throws Exception {
        Gate gate = rig.gate();
        ReportingWorker blocked = startReporting("blocked", () -> {
            gate.passStubbornly();
            return Map.of("at", "last");
        });
        startReporting("quick", () -> Map.of("key", "value"));
        CompletableFuture<Map<String, Object>> report = Rig.elsewhere(rig.runner::report);
        gate.awaitArrival();
        rig.clock.awaitTimers(1);
        rig.start("new");
        assertThat(Soon.errorOf(rig.runner.stopWorker("new"))).isNull();
        assertThat(rig.lookup("blocked")).isSameAs(blocked);
        assertThat(report).isNotDone();
        crew.awaitBusy(1);
        rig.clock.advance(REPORT_DEADLINE);
        Map<String, Object> seen = Soon.get(report);
        assertThat(Rig.entry(seen, "quick")).containsEntry("report", Map.of("key", "value"));
        assertThat(String.valueOf(Rig.entry(seen, "blocked").get("report"))).contains("no answer");
        assertThat(Rig.entry(seen, "blocked")).containsEntry("state", "started");

        CompletableFuture<Map<String, Object>> second = Rig.elsewhere(rig.runner::report);
        rig.clock.awaitTimers(1);
        rig.clock.advance(REPORT_DEADLINE);
        Soon.get(second);
        assertThat(blocked.reports())
                .as("not asked again before it has answered")
                .isEqualTo(1);
        assertThat(rig.clock.pending()).isZero();

        CompletableFuture<Map<String, Object>> third = Rig.elsewhere(rig.runner::report);
        rig.clock.awaitTimers(1);
        gate.open();
        assertThat(Rig.entry(Soon.get(third), "blocked")).containsEntry("report", Map.of("at", "last"));
        rig.clock.awaitNoTimers();
    }

    @Test
    @DisplayName(
            "B-15 whoever is interrupted while a reporter blocks gets the report without it, and stays interrupted")
    void interruptedReport() throws Exception {
        Gate gate = rig.gate();
        startReporting("blocked", () -> {
            gate.passStubbornly();
            return Map.of();
        });
        CompletableFuture<Thread> asking = new CompletableFuture<>();
        CompletableFuture<Boolean> isInterrupted = Rig.elsewhere(() -> {
            asking.complete(Thread.currentThread());
            assertThat(Rig.entry(rig.runner.report(), "blocked")).containsEntry("state", "started");
            return Thread.currentThread().isInterrupted();
        });
        gate.awaitArrival();
        rig.clock.awaitTimers(1);
        Soon.get(asking).interrupt();
        assertThat(Soon.get(isInterrupted)).isTrue();
        assertThat(rig.clock.pending()).isZero();
        gate.open();
    }

    @Test
    @DisplayName("B-15 kill is not held up by a reporter that blocks")
    void killWithABlockedReporter() throws Exception {
        Gate gate = rig.gate();
        ReportingWorker blocked = startReporting("blocked", () -> {
            gate.passStubbornly();
            return Map.of();
        });
        CompletableFuture<Map<String, Object>> report = Rig.elsewhere(rig.runner::report);
        gate.awaitArrival();
        rig.runner.kill();
        assertThat(rig.result()).isNull();
        assertThat(blocked.kills()).isEqualTo(1);
        gate.open();
        assertThat(Soon.get(report)).isNotNull();
    }

    @Test
    @DisplayName("B-15 a reporter that throws spoils only its own entry")
    void throwingReporter() throws Exception {
        startReporting("bad", () -> {
            throw new IllegalStateException("no idea");
        });
        startReporting("good", () -> Map.of("key", "value"));
        Map<String, Object> report = rig.runner.report();
        assertThat(Rig.entry(report, "good")).containsEntry("report", Map.of("key", "value"));
        assertThat(Rig.entry(report, "bad")).containsEntry("state", "started");
        assertThat(String.valueOf(Rig.entry(report, "bad").get("report"))).contains("no idea");
        assertThat(rig.events.await(Misbehaved.class).id()).isEqualTo("bad");
    }

    @Test
    @DisplayName("B-15 a reporter may start, look up and stop workers of its runner")
    void reporterCallsTheRunner() throws Exception {
        startReporting("a", () -> {
            rig.runner.startWorker("b", context -> ScriptedWorker.obedient());
            Soon.get(rig.runner.worker("b"));
            Soon.errorOf(rig.runner.stopWorker("b"));
            return Map.of("ids", rig.runner.workerIds().size());
        });
        assertThat(rig.entry("a")).containsEntry("report", Map.of("ids", 1));
    }

    @Test
    @DisplayName("B-15 a reporter that asks its own runner for a report gets one at once")
    void reporterReportsAtOnce() throws Exception {
        startReporting("a", () -> Map.of("seen", rig.runner.report().size()));
        CompletableFuture<Map<String, Object>> outer = Rig.elsewhere(rig.runner::report);
        assertThat(Rig.entry(Soon.get(outer), "a")).containsEntry("report", Map.of("seen", 1));
        rig.clock.awaitNoTimers();
    }

    @Test
    @DisplayName("R-80 a report is a copy: neither the caller nor the worker can change what the other has")
    void reportIsACopy() throws Exception {
        Map<String, Object> own = new HashMap<>(Map.of("key", new ArrayList<>(List.of(1))));
        startReporting("a", () -> own);
        Map<String, Object> first = rig.runner.report();
        own.put("key", "changed");
        assertThat(Rig.entry(first, "a")).containsEntry("report", Map.of("key", List.of(1)));
        first.clear();
        assertThat(rig.entry("a")).containsEntry("report", Map.of("key", "changed"));
    }

    @Test
    @DisplayName("R-81 times beyond what a calendar shows do not spoil the report")
    void timesBeyondTheCalendar() throws Exception {
        VirtualClock late = new VirtualClock(Instant.MAX);
        WorkerRunner runner =
                WorkerRunner.start(RunnerParams.builder("late").clock(late).build());
        runner.startWorker("a", context -> ScriptedWorker.obedient());
        Soon.get(runner.worker("a"));
        assertThat(Rig.entry(runner.report(), "a"))
                .containsEntry("state", "started")
                .containsEntry("started", "never");
        runner.kill();
        assertThat(Soon.errorOf(runner.completion())).isNull();
    }
}
