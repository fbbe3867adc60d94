// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

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
 * @param entrants who does it, and in which respect it is less than the others do; empty if in none
 * @param measurement what one JVM does
 */
record Workload(
        String name,
        String what,
        Unit unit,
        List<Integer> sizes,
        boolean isSizeFixed,
        Map<Contender, String> entrants,
        Measurement measurement) {}
