// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Linearizable: whoever looks sees the same end, the first one, and a copy that is completed changes nothing. */
public class OneWayStageLincheckTest {
    private final OneWayStage stage = new OneWayStage();

    @Operation
    public void finish() {
        stage.finish(null);
    }

    @Operation
    public void fail() {
        stage.finish(new IllegalStateException("failed"));
    }

    @Operation
    public String state() {
        return !stage.isDone() ? "open" : stage.isCompletedExceptionally() ? "failed" : "finished";
    }

    @Operation
    public boolean completeACopy() {
        return stage.toCompletableFuture().complete(null);
    }

    @Operation
    public boolean completeTheStage() {
        try {
            return stage.complete(null);
        } catch (UnsupportedOperationException refused) {
            return false;
        }
    }

    /** What all this amounts to. */
    public static class FirstEnd {
        private String state = "open";

        public void finish() {
            end("finished");
        }

        public void fail() {
            end("failed");
        }

        private void end(String how) {
            state = state.equals("open") ? how : state;
        }

        public String state() {
            return state;
        }

        public boolean completeACopy() {
            return state.equals("open");
        }

        public boolean completeTheStage() {
            return false;
        }
    }

    @Test
    @DisplayName("a stage has one end, whoever brings it about and whoever looks")
    void linearizable() {
        Exploration.of(4, 100).sequentialSpecification(FirstEnd.class).check(OneWayStageLincheckTest.class);
    }
}
