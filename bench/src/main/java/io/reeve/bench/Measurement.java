// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.function.Consumer;

/** Measures one piece of work of one contender in this JVM. */
@FunctionalInterface
interface Measurement {
    void measure(Contender contender, int size, Rounds rounds, Consumer<Sample> samples) throws Exception;

    /** The same work once more, from the beginning. */
    @FunctionalInterface
    interface Round {
        Sample run(Contender contender, int size) throws Exception;
    }

    /** First rounds that do not count, then those that do, each with the garbage of the one before collected. */
    static Measurement warm(Round round) {
        return (contender, size, rounds, samples) -> {
            long begin = System.nanoTime();
            for (int i = 0; rounds.isCold(i, System.nanoTime() - begin); i++) {
                round.run(contender, size);
            }
            long warm = System.nanoTime();
            for (int i = 0; rounds.isIncomplete(i, System.nanoTime() - warm); i++) {
                System.gc();
                samples.accept(round.run(contender, size));
            }
        };
    }

    /** Only the first round of this JVM. */
    static Measurement once(Round round) {
        return (contender, size, rounds, samples) -> samples.accept(round.run(contender, size));
    }
}
