// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static io.reeve.bench.Contender.DM;
import static io.reeve.bench.Contender.FLOOR;
import static io.reeve.bench.Contender.REEVE;
import static io.reeve.bench.Contender.SCR;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** The workloads of graphs: a root and N others that depend on it. */
final class GraphWorkloads {
    private static final String PASS = "one pass on one thread; supervises nothing";
    private static final String SCR_LACKS = "no restart; parses descriptions as well";
    private static final String DM_LACKS = "no restart";

    /** They would need minutes for more: their times grow with the square. */
    private static final int MOST_OF_PEERS = 1_000;

    private static final Integer[] SIZES = {100, 1_000, 5_000, 50_000};

    private static final Integer[] FEWER_SIZES = {1_000, 5_000, 50_000};

    /** Those in which the order of the installation plays no part. */
    private static final Set<GraphShape> STANDING =
            EnumSet.of(GraphShape.CHAIN, GraphShape.FAN, GraphShape.LATTICE, GraphShape.RANDOM);

    private GraphWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        for (GraphShape shape : GraphShape.values()) {
            all.add(draft("up", "install N manifolds and their root until all are up", shape, SIZES)
                    .as(Measurement.warm(installing(shape))));
        }
        for (GraphShape shape : STANDING) {
            all.add(draft("root", "bounce the root until all are up again", shape, FEWER_SIZES)
                    .as(bouncing(shape, GraphPlan::root)));
        }
        for (GraphShape shape : STANDING) {
            all.add(draft("leaf", "bounce one that nobody needs", shape, FEWER_SIZES)
                    .as(bouncing(shape, GraphPlan::leaf)));
        }
        for (GraphShape shape : STANDING) {
            all.add(draft("stop", "stop all", shape, FEWER_SIZES).as(Measurement.warm(stopping(shape))));
        }
        return all;
    }

    private static WorkloadDraft draft(String work, String what, GraphShape shape, Integer... sizes) {
        return new WorkloadDraft("graph-" + work + "-" + shape, what + ", " + shape, Unit.MILLISECONDS)
                .sizes(sizes)
                .growingFrom(1_000)
                .by(FLOOR, PASS)
                .by(REEVE, "")
                .by(SCR, SCR_LACKS, MOST_OF_PEERS)
                .by(DM, DM_LACKS, MOST_OF_PEERS);
    }

    private static Measurement.Round installing(GraphShape shape) {
        return (contender, size) -> {
            GraphPlan plan = GraphPlan.of(shape, size);
            Starts starts = new Starts(plan.size());
            Sample sample;
            try (Graph graph = contender.graph(plan, starts)) {
                starts.expect(everybody(plan));
                sample = Stopwatch.time(graph::installAll);
            }
            return judged(contender, starts, 0, plan.size(), sample);
        };
    }

    private static Measurement bouncing(GraphShape shape, ToIntFunction<GraphPlan> who) {
        return (contender, size, rounds, samples) -> {
            GraphPlan plan = GraphPlan.of(shape, size);
            int node = who.applyAsInt(plan);
            int[] impact = plan.impact(node);
            Starts starts = new Starts(plan.size());
            try (Graph graph = contender.graph(plan, starts)) {
                starts.expect(everybody(plan));
                graph.installAll();
                Measurement.warm((same, number) -> {
                            long before = starts.total();
                            starts.expect(impact);
                            Sample sample = Stopwatch.time(() -> graph.bounce(node));
                            return judged(contender, starts, before, impact.length, sample);
                        })
                        .measure(contender, size, rounds, samples);
            }
            judge(contender, starts);
        };
    }

    private static Measurement.Round stopping(GraphShape shape) {
        return (contender, size) -> {
            GraphPlan plan = GraphPlan.of(shape, size);
            Starts starts = new Starts(plan.size());
            Sample sample;
            try (Graph graph = contender.graph(plan, starts)) {
                starts.expect(everybody(plan));
                graph.installAll();
                sample = Stopwatch.time(graph::stopAll);
            }
            judge(contender, starts);
            return sample.costing(plan.size());
        };
    }

    private static int[] everybody(GraphPlan plan) {
        return IntStream.range(0, plan.size()).toArray();
    }

    private static Sample judged(Contender contender, Starts starts, long before, int wave, Sample sample) {
        judge(contender, starts);
        return sample.costing(wave).calling((double) (starts.total() - before) / wave);
    }

    /** One start for each manifold and wave is a promise of ours. */
    private static void judge(Contender contender, Starts starts) {
        if (!contender.isPeer()) {
            starts.requireExactlyOnce();
        }
    }
}
