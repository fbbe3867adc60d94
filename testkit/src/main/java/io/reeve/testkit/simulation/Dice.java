// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import java.util.random.RandomGenerator;

/** Random numbers that are the same for a seed on every JVM: SplitMix64. */
final class Dice implements RandomGenerator {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    /**
     * Creates the numbers of one purpose; those of two purposes have nothing to do with each other.
     *
     * @param seed the seed
     * @param purpose what they are for
     */
    Dice(long seed, String purpose) {
        long hash = seed;
        for (int i = 0; i < purpose.length(); i++) {
            hash = mix(hash * 31 + purpose.charAt(i) + GOLDEN);
        }
        state = mix(hash + GOLDEN);
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    @Override
    public int nextInt(int bound) {
        // The bias is of no interest here; that the same number comes on every JVM is.
        return (int) Math.floorMod(nextLong() >>> 1, (long) bound);
    }

    /** True with a probability given in per mille; draws nothing for 0. */
    boolean isIn(int perMille) {
        return perMille > 0 && nextInt(1000) < perMille;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
