// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.FailurePolicy;
import io.reeve.worker.Worker;
import io.reeve.worker.event.RunnerEvent.Misbehaved;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CallbacksTest {
    @Test
    @DisplayName("B-25 isFatal may call the runner")
    void isFatalCallsTheRunner() throws Exception {
        AtomicReference<Rig> self = new AtomicReference<>();
        CompletableFuture<Worker> seen = new CompletableFuture<>();
        Rig rig = Rig.with(params -> params.isFatal(error -> {
            Rig me = self.get();
            me.runner.report();
            me.runner.startWorker("from isFatal", context -> ScriptedWorker.obedient());
            me.runner.stopWorker("other");
            var unused = me.runner.worker("from isFatal").thenAccept(seen::complete);
            return false;
        }));
        self.set(rig);
        try {
            rig.start("other");
            rig.start("a").end(new Exception("once"));
            rig.awaitDelay("a", 1);
            assertThat(Soon.get(seen)).isNotNull();
            rig.awaitRemoved("other");
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("B-25 isFatal may kill the runner, and shouldRestart stop the worker that is judged")
    void policyEndsWhatItJudges() throws Exception {
        AtomicReference<Rig> self = new AtomicReference<>();
        Rig rig = Rig.with(params -> params.isFatal(error -> {
                    if (error.getMessage().startsWith("kill")) {
                        self.get().runner.kill();
                    }
                    return false;
                })
                .shouldRestart(error -> {
                    self.get().runner.stopWorker("a");
                    return true;
                }));
        self.set(rig);
        try {
            Factory factory = rig.factory();
            rig.start("a", factory).end(new Exception("once"));
            rig.awaitRemoved("a");
            assertThat(factory.starts()).isEqualTo(1);
            rig.start("b").end(new Exception("kill"));
            assertThat(rig.result()).isNull();
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName(
            "B-25 isFatal that throws counts as fatal, with what it threw as cause and the worker's error attached")
    void isFatalThrows() throws Exception {
        Error thrown = new AssertionError("cannot decide");
        Exception error = new Exception("undecided");
        Rig rig = Rig.with(params -> params.isFatal(e -> {
            throw thrown;
        }));
        try {
            rig.start("a").end(error);
            Throwable result = rig.result();
            assertThat(result).hasCause(thrown).hasMessageContaining("'a'").hasMessageContaining("'" + Rig.NAME + "'");
            assertThat(result.getSuppressed()).containsExactly(error);
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("B-25 moreImportant that throws counts as false, and is reported")
    void moreImportantThrows() throws Exception {
        Rig rig = Rig.with(params -> params.moreImportant((error, best) -> {
            throw new IllegalStateException("cannot rank");
        }));
        try {
            Exception first = new Exception("first");
            rig.start("b", ScriptedWorker.failing(new Exception("second")));
            rig.start("a").end(first);
            assertThat(rig.result()).isSameAs(first);
            assertThat(rig.events.await(Misbehaved.class).error()).hasMessage("cannot rank");
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("B-25 shouldRestart that throws counts as true, and is reported")
    void shouldRestartThrows() throws Exception {
        Rig rig = Rig.whereNothingIsFatal(params -> params.shouldRestart(error -> {
            throw new IllegalStateException("cannot say");
        }));
        try {
            rig.start("a").end(new Exception("once"));
            rig.awaitDelay("a", 1);
            assertThat(rig.events.await(Misbehaved.class).error()).hasMessage("cannot say");
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("R-7 B-25 while isFatal blocks, starts, stops, lookups and reports of other workers go on")
    void blockingPolicyHoldsUpOnlyJudgements() throws Exception {
        Gate gate = new Gate();
        Rig rig = Rig.with(params -> params.isFatal(error -> {
            gate.passStubbornly();
            return false;
        }));
        rig.atTheEnd(gate::open);
        try {
            rig.start("a").end(new Exception("once"));
            gate.awaitArrival();
            rig.start("b");
            assertThat(Soon.errorOf(rig.runner.stopWorker("b"))).isNull();
            assertThat(rig.entry("a")).containsEntry("state", "stopped");
            gate.open();
            rig.awaitDelay("a", 1);
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("R-7 L-7 a policy is told the id; shouldRestart is asked only after isFatal said no")
    void policyIsToldTheId() throws Exception {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        Rig rig = Rig.with(params -> params.failurePolicy(new FailurePolicy() {
            @Override
            public boolean isFatal(String id, Throwable error) {
                asked.add(id + " fatal?");
                return id.equals("crown");
            }

            @Override
            public boolean shouldRestart(String id, Throwable error) {
                asked.add(id + " again?");
                return false;
            }
        }));
        try {
            rig.start("pawn").end(new Exception("once"));
            rig.awaitRemoved("pawn");
            Exception fatal = new Exception("mate");
            rig.start("crown").end(fatal);
            assertThat(rig.result()).isSameAs(fatal);
            assertThat(asked).containsExactly("pawn fatal?", "pawn again?", "crown fatal?");
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("B-25 what depends on a stage of the runner may call the runner, and block")
    void dependentsMayCallAndBlock() throws Exception {
        Gate gate = new Gate();
        Rig rig = Rig.whereNothingIsFatal();
        rig.atTheEnd(gate::open);
        try {
            Gate starting = rig.gate();
            rig.runner.startWorker("a", rig.factory(context -> {
                starting.pass();
                return ScriptedWorker.obedient();
            }));
            starting.awaitArrival();
            for (int i = 0; i < 20; i++) {
                var unused = rig.runner.worker("a").thenAccept(worker -> {
                    rig.runner.report();
                    gate.passStubbornly();
                });
            }
            CompletableFuture<Worker> last = rig.runner.worker("a");
            starting.open();
            assertThat(Soon.get(last)).isNotNull();
            rig.start("b");
            assertThat(Soon.errorOf(rig.runner.stopWorker("b"))).isNull();
        } finally {
            rig.finish();
        }
    }
}
