// SPDX-License-Identifier: Apache-2.0
package io.reeve.concurrency;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.supervise.Crowd;
import io.reeve.supervise.Exploration;
import io.reeve.supervise.StandingClock;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.WorkerNotFoundException;
import java.util.HashSet;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A runner that is killed accepts nothing from one moment on, and ends with all its workers. */
@Param(name = "id", gen = IntGen.class, conf = "1:2")
public class RunnerEndLincheckTest {
    private final Crowd crowd = new Crowd();
    private final HeadCount workers = new HeadCount();

    private final WorkerRunner runner = WorkerRunner.start(RunnerParams.builder("runner")
            .executor(crowd)
            .clock(new StandingClock())
            .build());

    @Operation
    public String start(@Param(name = "id") int id) {
        try {
            return runner.startWorker("w" + id, context -> workers.start(id)) ? "started" : "known";
        } catch (RunnerDeadException dead) {
            return "refused";
        } finally {
            crowd.work();
        }
    }

    @Operation
    public String restart(@Param(name = "id") int id) {
        try {
            runner.restartWorker("w" + id);
            return "known";
        } catch (RunnerDeadException dead) {
            return "refused";
        } catch (WorkerNotFoundException notFound) {
            return "unknown";
        } finally {
            crowd.work();
        }
    }

    @Operation
    public boolean isRunning() {
        return runner.state() == Runner.State.RUNNING;
    }

    @Operation
    public void kill() {
        runner.kill();
        crowd.workUntil(runner.completion());
    }

    @Validate
    public void noWorkerOutlivesIt() {
        boolean dead = runner.completion().toCompletableFuture().isDone();
        if (dead != (runner.state() == Runner.State.DEAD) || dead == isRunning()) {
            throw new AssertionError("completed " + dead + ", but " + runner.state());
        }
        for (int id = 1; id <= 2; id++) {
            boolean known = runner.status("w" + id).isPresent();
            if (dead && known) {
                throw new AssertionError("dead, but w" + id + " is there");
            }
            workers.mustBe(id, known ? 1 : 0);
        }
    }

    /** What all this amounts to. */
    public static class MortalSet {
        private final Set<Integer> ids = new HashSet<>();
        private boolean killed;

        public String start(int id) {
            return killed ? "refused" : ids.add(id) ? "started" : "known";
        }

        public String restart(int id) {
            return killed ? "refused" : ids.contains(id) ? "known" : "unknown";
        }

        public boolean isRunning() {
            return !killed;
        }

        public void kill() {
            killed = true;
        }
    }

    @Test
    @DisplayName("a runner that is killed accepts nothing from one moment on and takes its workers along")
    void linearizable() {
        Exploration.ofPairs(RunnerEndLincheckTest.class, "start", 4, 30)
                .sequentialSpecification(MortalSet.class)
                .check(RunnerEndLincheckTest.class);
    }
}
