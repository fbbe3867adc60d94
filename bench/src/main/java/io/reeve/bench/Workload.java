// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * A piece of work that several contenders do.
 *
 * @param name the name on the command line
 * @param what what is done, for {@code N} workers
 * @param unit how its values are shown
 * @param sizes the values of {@code N}
 * @param isSizeFixed whether {@code N} means something of its own, which {@code --sizes} leaves alone
 * @param growingFrom the {@code N} from which on the growth of its values is fitted
 * @param entrants who does it
 * @param measurement what one JVM does
 */
record Workload(
        String name,
        String what,
        Unit unit,
        List<Integer> sizes,
        boolean isSizeFixed,
        int growingFrom,
        Map<Contender, Entrant> entrants,
        Measurement measurement) {
    /** How one of those takes part who do. */
    Entrant entrant(Contender contender) {
        return requireNonNull(entrants.get(contender));
    }
}
