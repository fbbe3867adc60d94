// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/**
 * How a contender takes part in a workload.
 *
 * @param lacks in which respect it does less than the others; empty if in none
 * @param most the greatest {@code N} that it is asked for
 */
record Entrant(String lacks, int most) {}
