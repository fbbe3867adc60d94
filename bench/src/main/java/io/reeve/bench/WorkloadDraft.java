// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How a {@link Workload} is written down. */
final class WorkloadDraft {
    private final String name;
    private final String what;
    private final Unit unit;
    private final Map<Contender, Entrant> entrants = new EnumMap<>(Contender.class);
    private List<Integer> sizes = List.of();
    private boolean isSizeFixed;
    private int growingFrom = 10_000;

    WorkloadDraft(String name, String what, Unit unit) {
        this.name = name;
        this.what = what;
        this.unit = unit;
    }

    WorkloadDraft sizes(Integer... sizes) {
        this.sizes = List.of(sizes);
        return this;
    }

    WorkloadDraft fixed(Integer... sizes) {
        isSizeFixed = true;
        return sizes(sizes);
    }

    WorkloadDraft growingFrom(int size) {
        growingFrom = size;
        return this;
    }

    WorkloadDraft by(Contender contender, String lacks) {
        return by(contender, lacks, Integer.MAX_VALUE);
    }

    WorkloadDraft by(Contender contender, String lacks, int most) {
        entrants.put(contender, new Entrant(lacks, most));
        return this;
    }

    Workload as(Measurement measurement) {
        return new Workload(name, what, unit, sizes, isSizeFixed, growingFrom, entrants, measurement);
    }
}
