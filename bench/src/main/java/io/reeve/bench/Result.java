// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.List;

/** All samples of one contender in one workload of one size. */
record Result(Workload workload, int size, Contender contender, List<Sample> samples) {
    double min() {
        return sorted()[0];
    }

    double median() {
        return middle(sorted());
    }

    double max() {
        double[] sorted = sorted();
        return sorted[sorted.length - 1];
    }

    /** For each worker or operation; negative if not known. */
    double cpu() {
        return middle(samples.stream().mapToDouble(Sample::cpu).sorted().toArray());
    }

    /** For each worker or operation; negative if not known. */
    double bytes() {
        return middle(samples.stream().mapToDouble(Sample::bytes).sorted().toArray());
    }

    /** Calls of a start function for each worker; negative if not counted. */
    double calls() {
        return middle(samples.stream().mapToDouble(Sample::calls).sorted().toArray());
    }

    private double[] sorted() {
        return samples.stream().mapToDouble(Sample::value).sorted().toArray();
    }

    static double middle(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
