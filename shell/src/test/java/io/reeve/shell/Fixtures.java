// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.worker.Restart;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.time.Duration;
import java.time.Instant;

/** Workers and factories as an operator meets them. */
final class Fixtures {
    static final Instant NOW = Instant.parse("2026-11-24T21:00:00Z");

    private Fixtures() {}

    /** Started three minutes and twelve seconds ago, for the first time. */
    static WorkerStatus started(String runner, String id) {
        Instant then = NOW.minus(Duration.ofSeconds(192));
        return new WorkerStatus(
                runner, id, WorkerStatus.State.STARTED, 1, 0, then, then, null, null, Restart.defaults());
    }

    static WorkerStatus starting(String runner, String id) {
        return new WorkerStatus(runner, id, WorkerStatus.State.STARTING, 1, 0, NOW, null, null, null, Restart.never());
    }

    /** Failed a second ago and is to start again in two. */
    static WorkerStatus failed(String runner, String id, Throwable failure) {
        return new WorkerStatus(
                runner,
                id,
                WorkerStatus.State.STOPPED,
                4,
                3,
                NOW.minusSeconds(1),
                NOW.minusSeconds(60),
                NOW.plusSeconds(2),
                failure,
                Restart.defaults());
    }

    /** Failed three times, which is once too often. */
    static WorkerStatus givenUp(String runner, String id, Throwable failure) {
        Restart policy = Restart.builder().budget(2, Duration.ofMinutes(1)).build();
        return new WorkerStatus(
                runner,
                id,
                WorkerStatus.State.GIVEN_UP,
                3,
                2,
                NOW.minusSeconds(1),
                NOW.minusSeconds(60),
                null,
                failure,
                policy,
                3,
                2,
                null,
                false);
    }

    static WorkerStatus stopping(String runner, String id) {
        return new WorkerStatus(
                runner,
                id,
                WorkerStatus.State.STOPPING,
                2,
                1,
                NOW.minusSeconds(5),
                NOW.minusSeconds(90),
                null,
                null,
                Restart.defaults());
    }

    static FactoryStatus factory(String runner, String id, FactoryStatus.State state, String reason, long number) {
        return new FactoryStatus(
                runner, id, state, reason, 40 + number, 0, number, "com.acme.part" + number + " 1.2.0");
    }

    static FactoryStatus active(String runner, String id, long number) {
        return factory(runner, id, FactoryStatus.State.ACTIVE, "", number);
    }
}
