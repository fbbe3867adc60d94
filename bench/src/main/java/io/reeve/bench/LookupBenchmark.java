// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Looks running workers up, in an order that no cache foresees. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBenchmark {
    /** The contender. */
    @Param("reeve")
    public String contender = "";

    /** The number of workers. */
    @Param("10000")
    public int size;

    private @Nullable Crew crew;
    private List<String> ids = List.of();

    /** Where a thread is in the list of ids. */
    @State(Scope.Thread)
    public static class Place {
        private int next;

        int next(int size) {
            next = next + 1 == size ? 0 : next + 1;
            return next;
        }
    }

    /** Starts the workers. */
    @Setup
    public void start() throws Exception {
        CrewPlan plan = CrewPlan.unwatched(size);
        crew = Contender.named(contender).crew(plan);
        crew.startAll();
        ids = new ArrayList<>(plan.ids());
        Collections.shuffle(ids, new Random(1));
    }

    /** Stops the workers. */
    @TearDown
    public void stop() throws Exception {
        requireNonNull(crew).close();
    }

    /** One lookup. */
    @Benchmark
    public Object lookup(Place place) throws Exception {
        return requireNonNull(crew).lookup(ids.get(place.next(ids.size())));
    }

    /** The benchmark as one of our measurements: this JVM is fresh, so JMH need not start another. */
    static Measurement onThreads(int threads) {
        return (contender, size, rounds, samples) -> {
            boolean isShort = rounds.warmTime().isZero();
            Options options = new OptionsBuilder()
                    .include(LookupBenchmark.class.getName() + ".lookup")
                    .param("contender", contender.toString())
                    .param("size", String.valueOf(size))
                    .forks(0)
                    .threads(threads)
                    .warmupIterations(isShort ? 0 : 3)
                    .warmupTime(TimeValue.milliseconds(
                            Math.max(10, rounds.warmTime().toMillis() / 3)))
                    .measurementIterations(rounds.measured())
                    .measurementTime(TimeValue.milliseconds(isShort ? 10 : 500))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build();
            for (RunResult run : new Runner(options).run()) {
                for (BenchmarkResult benchmark : run.getBenchmarkResults()) {
                    for (IterationResult iteration : benchmark.getIterationResults()) {
                        double bytes = iteration.getSecondaryResults().entrySet().stream()
                                .filter(result -> result.getKey().endsWith("gc.alloc.rate.norm"))
                                .mapToDouble(result -> result.getValue().getScore())
                                .findFirst()
                                .orElse(-1);
                        samples.accept(new Sample(iteration.getPrimaryResult().getScore(), -1, bytes, -1));
                    }
                }
            }
        };
    }
}
