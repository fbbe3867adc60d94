// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.ManifoldStatus.InputStatus;
import io.reeve.worker.WorkerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A manifold as an operator meets it. */
record Fixture(
        String name,
        WorkerStatus.State state,
        long startCount,
        Instant since,
        Instant started,
        Instant nextStart,
        Throwable failure,
        List<InputStatus> inputs,
        List<String> outputs,
        boolean overdue) {
    Fixture(
            String name,
            WorkerStatus.State state,
            long startCount,
            Instant since,
            Instant started,
            Instant nextStart,
            Throwable failure,
            List<InputStatus> inputs,
            List<String> outputs) {
        this(name, state, startCount, since, started, nextStart, failure, inputs, outputs, false);
    }

    static final Instant NOW = Instant.parse("2026-11-24T21:00:00Z");

    /** Started three minutes and twelve seconds ago, for the first time. */
    static Fixture started(String name) {
        Instant then = NOW.minusSeconds(192);
        return new Fixture(name, WorkerStatus.State.STARTED, 1, then, then, null, null, List.of(), List.of());
    }

    static Fixture starting(String name) {
        return new Fixture(name, WorkerStatus.State.STARTING, 0, NOW, null, null, null, List.of(), List.of());
    }

    static Fixture stopping(String name) {
        Instant then = NOW.minusSeconds(90);
        return new Fixture(
                name, WorkerStatus.State.STOPPING, 2, NOW.minusSeconds(5), then, null, null, List.of(), List.of());
    }

    /** Its start function has run for longer than it may. */
    static Fixture overdue(String name) {
        Instant then = NOW.minusSeconds(75);
        return new Fixture(name, WorkerStatus.State.STARTING, 0, then, null, null, null, List.of(), List.of(), true);
    }

    static Fixture abandoned(String name) {
        return new Fixture(
                name,
                WorkerStatus.State.ABANDONED,
                1,
                NOW.minusSeconds(20),
                NOW.minusSeconds(90),
                null,
                null,
                List.of(),
                List.of());
    }

    static Fixture givenUp(String name, Throwable failure) {
        return new Fixture(
                name,
                WorkerStatus.State.GIVEN_UP,
                5,
                NOW.minusSeconds(40),
                NOW.minusSeconds(60),
                null,
                failure,
                List.of(),
                List.of());
    }

    /** Failed a second ago and is to start again in twelve. */
    static Fixture failed(String name, Throwable failure) {
        return new Fixture(
                name,
                WorkerStatus.State.STOPPED,
                4,
                NOW.minusSeconds(1),
                NOW.minusSeconds(60),
                NOW.plusSeconds(12),
                failure,
                List.of(),
                List.of());
    }

    /** Has not been started, at least not for half a minute. */
    static Fixture stopped(String name) {
        return new Fixture(
                name, WorkerStatus.State.STOPPED, 0, NOW.minusSeconds(30), null, null, null, List.of(), List.of());
    }

    /** With an input that runs. */
    Fixture needs(String input) {
        return needing(new InputStatus(input, null, false, true, true));
    }

    /** With an input of a type that runs. */
    Fixture needs(String input, String type) {
        return needing(new InputStatus(input, type, false, true, true));
    }

    /** With an input that does not run. */
    Fixture lacks(String input) {
        return needing(new InputStatus(input, null, false, true, false));
    }

    /** With an input that nobody installed. */
    Fixture misses(String input) {
        return needing(new InputStatus(input, null, false, false, false));
    }

    /** With an input that nobody installed, and that it can do without. */
    Fixture likes(String input) {
        return needing(new InputStatus(input, null, true, false, false));
    }

    /** With inputs m0, m1, … that run. */
    Fixture needsAll(int count) {
        List<InputStatus> all = IntStream.range(0, count)
                .mapToObj(i -> new InputStatus("m" + i, null, false, true, true))
                .toList();
        return new Fixture(name, state, startCount, since, started, nextStart, failure, all, outputs);
    }

    private Fixture needing(InputStatus input) {
        List<InputStatus> all = new ArrayList<>(inputs);
        all.add(input);
        return new Fixture(name, state, startCount, since, started, nextStart, failure, all, outputs);
    }

    Fixture offers(String... types) {
        return new Fixture(name, state, startCount, since, started, nextStart, failure, inputs, List.of(types));
    }

    ManifoldStatus in(String engine) {
        long errors = failure == null ? 0 : 3;
        return new ManifoldStatus(
                engine,
                name,
                state,
                startCount,
                startCount,
                errors,
                since,
                started,
                nextStart,
                failure,
                List.copyOf(inputs),
                outputs,
                overdue);
    }
}
