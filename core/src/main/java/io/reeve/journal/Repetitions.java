// SPDX-License-Identifier: Apache-2.0
package io.reeve.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which failures of workers are worth a line in a log: the first two of a kind, then each tenth, hundredth,
 * thousandth, …, and one whenever nothing was written for ten minutes. What was left out is told when something else
 * happens to the worker. While a worker repeats itself its starts and delays are not worth a line either.
 *
 * <p>The memory is bounded: a worker, or a failure of a worker, that was forgotten is news again. Not safe for use by
 * several threads.
 */
public final class Repetitions {
    private static final int WORKERS = 1_000;
    private static final int FAILURES = 8;
    private static final int IN_FULL = 2;
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private final Map<String, Row> rows = new LinkedHashMap<>(16, 0.75f, true);

    /** What one worker repeats. */
    private static final class Row {
        final Map<Digest, Repetition> failures = new LinkedHashMap<>(16, 0.75f, true);
        boolean quiet;
    }

    /** One failure that occurs again and again. */
    public static final class Repetition {
        private final Digest failure;
        private final Instant since;
        private Instant written;
        private long count;
        private long nextPower = 10;
        private long unwritten;

        Repetition(Digest failure, Instant since) {
            this.failure = failure;
            this.since = since;
            this.written = since;
        }

        /**
         * What fails.
         *
         * @return the failure
         */
        public Digest failure() {
            return failure;
        }

        /**
         * When it was first seen.
         *
         * @return the time
         */
        public Instant since() {
            return since;
        }

        /**
         * How often it was seen.
         *
         * @return the number
         */
        public long count() {
            return count;
        }

        /**
         * How often it was seen since something was last written of it.
         *
         * @return the number
         */
        public long unwritten() {
            return unwritten;
        }

        /**
         * Whether it is still told like any other failure.
         *
         * @return true for the first ones
         */
        public boolean isNews() {
            return count <= IN_FULL;
        }

        private boolean isDue(Instant now) {
            count++;
            boolean due = count >= nextPower
                    || isNews()
                    || Duration.between(written, now).compareTo(LONGEST_SILENCE) >= 0;
            if (count >= nextPower) {
                nextPower *= 10;
            }
            unwritten = due ? 0 : unwritten + 1;
            if (due) {
                written = now;
            }
            return due;
        }
    }

    /** Creates an empty memory. */
    public Repetitions() {}

    /**
     * A worker has failed.
     *
     * @param id the worker
     * @param failure its failure
     * @param time when
     * @return what to write of it; null for nothing
     */
    public @Nullable Repetition failed(String id, Digest failure, Instant time) {
        Row row = rows.computeIfAbsent(id, first -> new Row());
        Repetition repetition = row.failures.computeIfAbsent(failure, first -> new Repetition(first, time));
        boolean due = repetition.isDue(time);
        row.quiet = !repetition.isNews();
        trim(row.failures, FAILURES);
        trim(rows, WORKERS);
        return due ? repetition : null;
    }

    private static void trim(Map<?, ?> map, int size) {
        if (map.size() > size) {
            var oldest = map.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /**
     * Whether a worker repeats itself, so that its starts are not worth a line.
     *
     * @param id the worker
     * @return true if so
     */
    public boolean isQuiet(String id) {
        Row row = rows.get(id);
        return row != null && row.quiet;
    }

    /**
     * What was left out of a worker's other failures, which is to be written now.
     *
     * @param id the worker
     * @param but a failure that goes on; null for none
     * @return what was repeated without being written; call {@link #written} for each
     */
    public List<Repetition> leftOut(String id, @Nullable Repetition but) {
        Row row = rows.get(id);
        List<Repetition> leftOut = new ArrayList<>();
        if (row != null) {
            for (Repetition repetition : row.failures.values()) {
                if (repetition != but && repetition.unwritten > 0) {
                    leftOut.add(repetition);
                }
            }
        }
        return leftOut;
    }

    /**
     * What was left out has been written.
     *
     * @param repetition of which failure
     * @param time when
     */
    public void written(Repetition repetition, Instant time) {
        repetition.unwritten = 0;
        repetition.written = time;
    }

    /**
     * Whatever fails next is news.
     *
     * @param id the worker that has ended otherwise than by failing
     */
    public void forget(String id) {
        rows.remove(id);
    }
}
