// SPDX-License-Identifier: Apache-2.0
package io.reeve.concurrency;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.supervise.Crowd;
import io.reeve.supervise.Exploration;
import io.reeve.supervise.StandingClock;
import io.reeve.worker.WorkerNotFoundException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** To those who start, stop, restart and ask, a runner is a set of ids, and each id has one worker at the most. */
@Param(name = "id", gen = IntGen.class, conf = "1:2")
public class RunnerLincheckTest {
    private final Crowd crowd = new Crowd();
    private final HeadCount workers = new HeadCount();

    private final WorkerRunner runner = WorkerRunner.start(RunnerParams.builder("runner")
            .executor(crowd)
            .clock(new StandingClock())
            .build());

    @Operation
    public boolean start(@Param(name = "id") int id) {
        boolean started = runner.startWorker("w" + id, context -> workers.start(id));
        crowd.work();
        return started;
    }

    @Operation
    public void stop(@Param(name = "id") int id) {
        crowd.workUntil(runner.stopWorker("w" + id));
    }

    @Operation
    public boolean restart(@Param(name = "id") int id) {
        try {
            runner.restartWorker("w" + id);
            return true;
        } catch (WorkerNotFoundException notFound) {
            return false;
        } finally {
            crowd.work();
        }
    }

    @Operation
    public boolean contains(@Param(name = "id") int id) {
        return runner.status("w" + id).isPresent();
    }

    @Operation
    public boolean lookup(@Param(name = "id") int id) {
        CompletableFuture<?> lookup = runner.worker("w" + id);
        crowd.work();
        try {
            lookup.join();
            return true;
        } catch (CompletionException notFound) {
            return false;
        } finally {
            crowd.work();
        }
    }

    @Validate
    public void oneWorkerForEachId() {
        for (int id = 1; id <= 2; id++) {
            workers.mustBe(id, runner.status("w" + id).isPresent() ? 1 : 0);
        }
    }

    /** What all this amounts to. */
    public static class SetOfIds {
        private final Set<Integer> ids = new HashSet<>();

        public boolean start(int id) {
            return ids.add(id);
        }

        public void stop(int id) {
            ids.remove(id);
        }

        public boolean restart(int id) {
            return ids.contains(id);
        }

        public boolean contains(int id) {
            return ids.contains(id);
        }

        public boolean lookup(int id) {
            return ids.contains(id);
        }
    }

    @Test
    @DisplayName("a runner is linearizable as a set of ids, with one worker for each")
    void linearizable() {
        Exploration.ofPairs(RunnerLincheckTest.class, "start", 4, 30)
                .sequentialSpecification(SetOfIds.class)
                .check(RunnerLincheckTest.class);
    }
}
