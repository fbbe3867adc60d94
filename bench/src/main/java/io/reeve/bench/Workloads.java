// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static io.reeve.bench.Contender.FLOOR;
import static io.reeve.bench.Contender.GUAVA;
import static io.reeve.bench.Contender.OTP;
import static io.reeve.bench.Contender.PEKKO;
import static io.reeve.bench.Contender.REEVE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All workloads, in the order of the table. */
final class Workloads {
    private static final String GUAVA_LACKS = "no ids, no restart";
    private static final String PEKKO_LACKS = "lookup and list only inside the parent";
    private static final String LESS = "the least that is needed";

    /** They would need more than four gigabytes for ten times as many, or half an hour. */
    private static final int MOST_OF_PEERS = 100_000;

    private Workloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>(ofRunners());
        all.addAll(GraphWorkloads.all());
        all.addAll(ContainerWorkloads.all());
        return all;
    }

    private static List<Workload> ofRunners() {
        return List.of(
                workload("start", "start N idle workers until all are up", Unit.MILLISECONDS)
                        .sizes(1_000, 10_000, 100_000, 1_000_000)
                        .by(FLOOR, LESS)
                        .by(REEVE, "")
                        .by(PEKKO, PEKKO_LACKS, MOST_OF_PEERS)
                        .by(GUAVA, GUAVA_LACKS, MOST_OF_PEERS)
                        .by(OTP, "", MOST_OF_PEERS)
                        .as(Measurement.warm(Workloads::start)),
                workload("start-cold", "the same, first round of a fresh JVM", Unit.MILLISECONDS)
                        .sizes(10_000)
                        .by(FLOOR, LESS)
                        .by(REEVE, "")
                        .by(PEKKO, PEKKO_LACKS + "; its system runs already")
                        .by(GUAVA, GUAVA_LACKS)
                        .as(Measurement.once(Workloads::start)),
                workload("heap", "heap per idle worker, beyond the user's object and the id", Unit.BYTES)
                        .sizes(100_000)
                        .by(FLOOR, LESS)
                        .by(REEVE, "")
                        .by(PEKKO, PEKKO_LACKS)
                        .by(GUAVA, GUAVA_LACKS + "; counts the service itself")
                        .by(OTP, "processes and supervisor, with the ids")
                        .as(Measurement.once(Workloads::heap)),
                workload("restart", "N workers fail at once, no delay, until all are up again", Unit.MILLISECONDS)
                        .sizes(10_000, 100_000, 1_000_000)
                        .by(FLOOR, "errors are values; judges and counts nothing")
                        .by(REEVE, "")
                        .by(PEKKO, "the actor stays, only its behaviour is new", MOST_OF_PEERS)
                        .as(failing(Duration.ZERO)),
                workload("restart-delayed", "the same with a delay of 1 ms", Unit.MILLISECONDS)
                        .sizes(10_000)
                        .by(FLOOR, "one scheduled task for each")
                        .by(REEVE, "")
                        .by(PEKKO, "the actor stays, only its behaviour is new")
                        .as(failing(Duration.ofMillis(1))),
                workload("crash-loop", "a worker fails N times in a row, no delay; per restart", Unit.MICROSECONDS)
                        .fixed(100_000)
                        .by(FLOOR, "errors are values; judges and counts nothing")
                        .by(REEVE, "")
                        .by(PEKKO, "the actor stays, only its behaviour is new")
                        .as(Measurement.warm(Workloads::crashLoop)),
                workload("crash-drift", "the same, time of the last tenth by that of the first", Unit.RATIO)
                        .fixed(100_000)
                        .by(REEVE, "")
                        .as(Measurement.warm(Workloads::crashDrift)),
                workload("crash-heap", "heap that N restarts of one worker leave behind, per restart", Unit.BYTES)
                        .fixed(100_000)
                        .by(REEVE, "")
                        .as(Measurement.once(Workloads::crashHeap)),
                workload("lookup", "look one of N running workers up", Unit.NANOSECONDS)
                        .sizes(10_000)
                        .by(FLOOR, "a map; cannot wait")
                        .by(REEVE, "")
                        .as(LookupBenchmark.onThreads(1)),
                workload("lookup-2", "the same on two threads at once", Unit.NANOSECONDS)
                        .sizes(10_000)
                        .by(FLOOR, "a map; cannot wait")
                        .by(REEVE, "")
                        .as(LookupBenchmark.onThreads(2)),
                workload("waiters", "start a worker while N callers wait for others", Unit.MICROSECONDS)
                        .fixed(0, 1_000)
                        .by(REEVE, "")
                        .as(Measurement.warm(Waiters::start)),
                workload("events", "start 10 000 workers with N listeners until those have heard", Unit.MILLISECONDS)
                        .fixed(0, 1, 10)
                        .by(REEVE, "")
                        .as(Measurement.warm(Workloads::events)),
                workload("report", "report on N workers", Unit.MILLISECONDS)
                        .sizes(10_000, 100_000, 1_000_000)
                        .by(FLOOR, "three constants for each")
                        .by(REEVE, "")
                        .by(GUAVA, "states only", MOST_OF_PEERS)
                        .by(OTP, "processes only", MOST_OF_PEERS)
                        .as(Workloads::report),
                workload("stop", "stop a runner with N workers", Unit.MILLISECONDS)
                        .sizes(10_000, 100_000, 1_000_000)
                        .by(FLOOR, LESS)
                        .by(REEVE, "")
                        .by(PEKKO, "", MOST_OF_PEERS)
                        .by(GUAVA, GUAVA_LACKS, MOST_OF_PEERS)
                        .by(OTP, "", MOST_OF_PEERS)
                        .as(Measurement.warm(Workloads::stop)),
                workload("catacomb-add", "add N workers to a catacomb", Unit.MILLISECONDS)
                        .sizes(100_000)
                        .by(FLOOR, "a set and a watched future")
                        .by(REEVE, "")
                        .as(Measurement.warm(Brood::add)),
                workload("catacomb-end", "kill a catacomb of N workers until all have ended", Unit.MILLISECONDS)
                        .sizes(100_000)
                        .by(FLOOR, "a set and a watched future")
                        .by(REEVE, "")
                        .as(Measurement.warm(Brood::end)));
    }

    private static Sample start(Contender contender, int size) throws Exception {
        try (Crew crew = contender.crew(CrewPlan.unwatched(size))) {
            return Stopwatch.time(crew::startAll).costing(size);
        }
    }

    private static Sample events(Contender contender, int listeners) throws Exception {
        int size = 10_000;
        try (Crew crew = contender.crew(CrewPlan.observed(size, listeners))) {
            return Stopwatch.time(crew::startAll).costing(size);
        }
    }

    private static Sample heap(Contender contender, int size) throws Exception {
        // Loads the classes.
        try (Crew crew = contender.crew(CrewPlan.restarting(size / 10, Duration.ZERO))) {
            crew.startAll();
        }
        try (Crew crew = contender.crew(CrewPlan.restarting(size, Duration.ZERO))) {
            crew.makeWorkers();
            long before = Heap.used();
            crew.startAll();
            return Sample.of((double) (Heap.used() - before) / size);
        }
    }

    private static Measurement failing(Duration delay) {
        return (contender, size, rounds, samples) -> {
            try (Crew crew = contender.crew(CrewPlan.restarting(size, delay))) {
                crew.startAll();
                Measurement.warm((same, number) -> Stopwatch.time(crew::failAll).costing(number))
                        .measure(contender, size, rounds, samples);
            }
        };
    }

    private static Sample crashLoop(Contender contender, int times) throws Exception {
        try (Crew crew = contender.crew(CrewPlan.restarting(0, Duration.ZERO))) {
            Crasher crasher = new Crasher(times);
            return Stopwatch.time(() -> crew.crash(crasher)).per(times);
        }
    }

    private static Sample crashDrift(Contender contender, int times) throws Exception {
        try (Crew crew = contender.crew(CrewPlan.restarting(0, Duration.ZERO))) {
            Crasher crasher = new Crasher(times);
            crew.crash(crasher);
            return Sample.of(crasher.drift());
        }
    }

    private static Sample crashHeap(Contender contender, int times) throws Exception {
        // Loads the classes.
        try (Crew crew = contender.crew(CrewPlan.restarting(0, Duration.ZERO))) {
            crew.crash(new Crasher(times));
        }
        try (Crew crew = contender.crew(CrewPlan.restarting(0, Duration.ZERO))) {
            Crasher crasher = new Crasher(times);
            long before = Heap.used();
            crew.crash(crasher);
            return Sample.of((double) (Heap.used() - before) / times);
        }
    }

    private static void report(Contender contender, int size, Rounds rounds, Consumer<Sample> samples)
            throws Exception {
        try (Crew crew = contender.crew(CrewPlan.unwatched(size))) {
            crew.startAll();
            Measurement.warm((same, number) -> {
                        Object[] report = {null};
                        Sample sample = Stopwatch.time(() -> report[0] = crew.report());
                        if (report[0] == null) {
                            throw new IllegalStateException("no report");
                        }
                        return sample.costing(number);
                    })
                    .measure(contender, size, rounds, samples);
        }
    }

    private static Sample stop(Contender contender, int size) throws Exception {
        try (Crew crew = contender.crew(CrewPlan.restarting(size, Duration.ZERO))) {
            crew.startAll();
            return Stopwatch.time(crew::stopAll).costing(size);
        }
    }

    private static WorkloadDraft workload(String name, String what, Unit unit) {
        return new WorkloadDraft(name, what, unit);
    }
}
