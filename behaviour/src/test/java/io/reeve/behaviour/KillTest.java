// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.WorkerChecks;
import io.reeve.worker.Runner;
import io.reeve.worker.Worker;
import io.reeve.worker.event.RunnerEvent.Misbehaved;
import io.reeve.worker.event.RunnerEvent.RunnerDead;
import io.reeve.worker.event.RunnerEvent.RunnerDying;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KillTest {
    @RegisterExtension
    final Rig rig = Rig.whereSomeAreFatal();

    @Test
    @DisplayName("R-50 kill returns at once, may be repeated, and does nothing after death; wait always says the same")
    void killMayBeRepeated() throws Exception {
        ScriptedWorker slow = rig.start("slow", ScriptedWorker.deaf());
        rig.runner.kill();
        rig.runner.kill();
        slow.awaitKill();
        WorkerChecks.checkAlive(rig.runner);
        Exception fatal = new Exception("fatal");
        slow.end(fatal);
        assertThat(rig.result()).isSameAs(fatal);
        rig.runner.kill();
        for (int i = 0; i < 3; i++) {
            assertThat(WorkerChecks.checkKill(rig.runner)).containsSame(fatal);
        }
        assertThat(slow.kills()).isEqualTo(1);
        rig.events.await(RunnerDead.class);
        assertThat(rig.events.events(RunnerDying.class)).hasSize(1);
        assertThat(rig.events.events(RunnerDead.class)).hasSize(1);
    }

    @Test
    @DisplayName("R-50 W-3 many threads may wait for the runner, and get the same error")
    void manyMayWait() throws Exception {
        List<CompletableFuture<Throwable>> waiting = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            waiting.add(Rig.elsewhere(() -> {
                try {
                    rig.runner.await();
                    return null;
                } catch (java.util.concurrent.ExecutionException failed) {
                    return failed.getCause();
                }
            }));
        }
        Exception fatal = new Exception("fatal");
        rig.start("a").end(fatal);
        for (CompletableFuture<Throwable> each : waiting) {
            assertThat(Soon.get(each)).isSameAs(fatal);
        }
    }

    @Test
    @DisplayName("R-51 kill kills every running worker; the runner ends when the last one has")
    void killsEverybody() throws Exception {
        List<ScriptedWorker> workers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            workers.add(rig.start("w" + i, ScriptedWorker.deaf()));
        }
        rig.runner.kill();
        for (ScriptedWorker worker : workers) {
            worker.awaitKill();
        }
        for (int i = 0; i < 99; i++) {
            workers.get(i).end();
        }
        rig.awaitRemoved("w98");
        assertThat(rig.runner.state()).isEqualTo(Runner.State.DYING);
        workers.get(99).end();
        assertThat(rig.result()).isNull();
        assertThat(workers).allMatch(worker -> worker.kills() == 1);
    }

    @Test
    @DisplayName("R-51 kill lets start functions in progress finish, then kills their workers")
    void killsWhatIsBeingStarted() throws Exception {
        Gate gate = rig.gate();
        Factory factory = rig.factory(context -> {
            gate.passStubbornly();
            assertThat(context.isCancelled()).isTrue();
            return ScriptedWorker.obedient();
        });
        rig.runner.startWorker("a", factory);
        gate.awaitArrival();
        rig.runner.kill();
        WorkerChecks.checkAlive(rig.runner);
        gate.open();
        assertThat(rig.result()).isNull();
        assertThat(factory.worker(1).kills()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-51 kill cuts restart delays short without another start, and leaves no timer")
    void killCutsDelays() throws Exception {
        List<Factory> factories = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Factory factory = rig.factory();
            factories.add(factory);
            rig.start("w" + i, factory).end(new Exception("once"));
        }
        rig.clock.awaitTimers(20);
        rig.runner.kill();
        assertThat(rig.result()).isNull();
        rig.clock.awaitNoTimers();
        assertThat(factories).allMatch(factory -> factory.starts() == 1);
    }

    @Test
    @DisplayName("R-52 B-16 a worker whose kill blocks does not keep the others from being killed, or lookups and"
            + " starts of other workers from being answered")
    void blockingKill() throws Exception {
        List<ScriptedWorker> blocking = new ArrayList<>();
        List<ScriptedWorker> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            blocking.add(rig.start("blocking" + i, new ScriptedWorker(Worker::await)));
            others.add(rig.start("other" + i));
        }
        for (int i = 0; i < 10; i++) {
            rig.runner.stopWorker("blocking" + i);
            blocking.get(i).awaitKill();
        }
        assertThat(rig.start("new")).isNotNull();
        assertThat(Soon.errorOf(rig.runner.stopWorker("new"))).isNull();
        rig.runner.kill();
        for (ScriptedWorker other : others) {
            other.awaitKill();
        }
        for (int i = 10; i < 20; i++) {
            blocking.get(i).awaitKill();
        }
        assertThat(rig.runner.state()).isEqualTo(Runner.State.DYING);
        blocking.forEach(ScriptedWorker::end);
        assertThat(rig.result()).isNull();
    }

    @Test
    @DisplayName("B-16 a worker whose kill throws harms no other; that it threw is reported")
    void throwingKill() throws Exception {
        Error broken = new AssertionError("kill is broken");
        ScriptedWorker bad = rig.start("bad", new ScriptedWorker(self -> {
            throw broken;
        }));
        ScriptedWorker good = rig.start("good");
        rig.runner.kill();
        good.awaitKill();
        Misbehaved told = rig.events.await(Misbehaved.class);
        assertThat(told.id()).isEqualTo("bad");
        assertThat(told.error()).isSameAs(broken);
        assertThat(rig.runner.state()).isEqualTo(Runner.State.DYING);
        bad.end();
        assertThat(rig.result()).isNull();
    }

    @Test
    @DisplayName("L-9 R-80 a dead runner has no ids, no statuses and no workers in its report")
    void nothingIsLeft() throws Exception {
        rig.start("a");
        rig.start("b").end(new Exception("once"));
        rig.awaitDelay("b", 1);
        assertThat(rig.runner.workerIds()).containsExactlyInAnyOrder("a", "b");
        rig.finish();
        assertThat(rig.runner.workerIds()).isEmpty();
        assertThat(rig.runner.statuses()).isEmpty();
        assertThat(rig.runner.status("a")).isEmpty();
        assertThat(rig.runner.report().get("workers")).isEqualTo(java.util.Map.of());
        assertThat(rig.runner.toString()).contains(Rig.NAME, "dead");
    }

    @Test
    @DisplayName("L-9 the ids are those registered now, the stopping and the delayed included, as a copy")
    void idsAreThoseRegistered() throws Exception {
        assertThat(rig.runner.workerIds()).isEmpty();
        ScriptedWorker stopping = rig.start("stopping", ScriptedWorker.deaf());
        rig.runner.stopWorker("stopping");
        rig.start("delayed").end(new Exception("once"));
        rig.awaitDelay("delayed", 1);
        rig.start("running");
        var ids = rig.runner.workerIds();
        assertThat(ids).containsExactlyInAnyOrder("stopping", "delayed", "running");
        assertThat(rig.runner.statuses())
                .extracting(status -> status.id())
                .containsExactlyInAnyOrder("stopping", "delayed", "running");
        stopping.end();
        rig.awaitRemoved("stopping");
        assertThat(ids).hasSize(3);
        assertThat(rig.runner.workerIds()).containsExactlyInAnyOrder("delayed", "running");
    }
}
