// SPDX-License-Identifier: Apache-2.0
package io.reeve.concurrency;

import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldBuilder;
import io.reeve.dependency.ManifoldExistsException;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.supervise.Crowd;
import io.reeve.supervise.Exploration;
import io.reeve.supervise.StandingClock;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** To those who install, uninstall, bounce and ask, an engine is a set of names; what runs follows from it. */
@Param(name = "id", gen = IntGen.class, conf = "1:2")
public class EngineLincheckTest {
    private final Crowd crowd = new Crowd();
    private final HeadCount workers = new HeadCount();

    private final DependencyEngine engine = DependencyEngine.start(EngineParams.builder("engine")
            .executor(crowd)
            .clock(new StandingClock())
            .bounceDelay(Duration.ZERO)
            .build());

    /** The second needs the first. */
    private Manifold manifold(int id) {
        ManifoldBuilder<Worker> builder = Manifold.starting(inputs -> workers.start(id));
        return (id == 2 ? builder.needs("m1") : builder).build();
    }

    @Operation
    public boolean install(@Param(name = "id") int id) {
        try {
            engine.install("m" + id, manifold(id));
            return true;
        } catch (ManifoldExistsException exists) {
            return false;
        } finally {
            crowd.work();
        }
    }

    @Operation
    public void uninstall(@Param(name = "id") int id) {
        crowd.workUntil(engine.uninstall("m" + id));
    }

    @Operation
    public boolean bounce(@Param(name = "id") int id) {
        try {
            engine.bounce("m" + id);
            return true;
        } catch (ManifoldNotFoundException notFound) {
            return false;
        } finally {
            crowd.work();
        }
    }

    @Operation
    public boolean contains(@Param(name = "id") int id) {
        return engine.manifoldNames().contains("m" + id);
    }

    @Validate
    public void runsWhatCanRun() {
        int first = contains(1) ? 1 : 0;
        workers.mustBe(1, first);
        workers.mustBe(2, contains(2) ? first : 0);
        for (int id = 1; id <= 2; id++) {
            if (engine.status("m" + id).isPresent() != contains(id)) {
                throw new AssertionError("m" + id + ": " + engine.status("m" + id));
            }
        }
    }

    /** What all this amounts to. */
    public static class SetOfNames {
        private final Set<Integer> names = new HashSet<>();

        public boolean install(int id) {
            return names.add(id);
        }

        public void uninstall(int id) {
            names.remove(id);
        }

        public boolean bounce(int id) {
            return names.contains(id);
        }

        public boolean contains(int id) {
            return names.contains(id);
        }
    }

    @Test
    @DisplayName("an engine is linearizable as a set of names, and runs what has its inputs")
    void linearizable() {
        Exploration.ofPairs(EngineLincheckTest.class, "install", 4, 30)
                .sequentialSpecification(SetOfNames.class)
                .check(EngineLincheckTest.class);
    }
}
