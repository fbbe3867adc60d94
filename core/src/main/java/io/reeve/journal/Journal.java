// SPDX-License-Identifier: Apache-2.0
package io.reeve.journal;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.event.FailureJournal;
import io.reeve.worker.event.FailureRecord;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The failure journal of one runner or engine, kept by listening to it.
 *
 * <p>The same failure of the same worker is one item, however often it occurs. There are at most so many items for a
 * worker, and in total; the one that has not occurred for the longest time makes way. So the failures of workers that
 * were removed go as time goes by, like everything that does not occur any more.
 */
public final class Journal implements RunnerListener, FailureJournal {
    /** How many different failures of one worker are remembered, unless somebody says otherwise. */
    public static final int DEFAULT_PER_WORKER = 8;

    /** How many are remembered in total. */
    public static final int IN_TOTAL = 1_000;

    /** How long a failure is remembered that does not occur again. */
    public static final Duration LONGEST = Duration.ofDays(1);

    private final InstantSource clock;
    private final int perWorker;

    /** Guards the fields below, and calls nobody. */
    private final Object gate = new Object();

    private final Map<String, History> workers = new HashMap<>();

    private final Ages byAge = new Ages();

    /** What is known of one worker; never without items. */
    private static final class History {
        final String id;

        /** The one that has not occurred for the longest time first. Few, so they are looked through. */
        final List<Item> items = new ArrayList<>(1);

        /** The failure that occurred last; null after an operator's restart. */
        @Nullable
        Item current;

        History(String id) {
            this.id = id;
        }

        @Nullable
        Item find(Digest digest) {
            for (int i = items.size() - 1; i >= 0; i--) {
                Item item = items.get(i);
                if (item.digest.equals(digest)) {
                    return item;
                }
            }
            return null;
        }

        void endRow() {
            if (current != null) {
                current.inARow = 0;
                current = null;
            }
        }
    }

    /** All items, the one that has not occurred for the longest time first. Linked, so that an item needs nothing else. */
    private static final class Ages {
        @Nullable
        Item oldest;

        @Nullable
        Item newest;

        int size;

        void add(Item item) {
            item.older = newest;
            if (newest == null) {
                oldest = item;
            } else {
                newest.newer = item;
            }
            newest = item;
            size++;
        }

        void remove(Item item) {
            Item older = item.older;
            Item newer = item.newer;
            if (older == null) {
                oldest = newer;
            } else {
                older.newer = newer;
            }
            if (newer == null) {
                newest = older;
            } else {
                newer.older = older;
            }
            item.older = null;
            item.newer = null;
            size--;
        }
    }

    private static final class Item {
        final History history;
        final Instant first;

        /** Neighbours in {@link Ages}. */
        @Nullable
        Item older;

        @Nullable
        Item newer;

        /** The last one, for its numbers. */
        Digest digest;

        String runner;
        Instant last;
        Instant since;
        long count;
        long inARow;
        long generation;
        boolean fatal;

        @Nullable
        Duration delay;

        @Nullable
        String rule;

        Item(History history, RunnerEvent.Failed failed, Digest digest) {
            this.history = history;
            this.runner = failed.runner();
            this.digest = digest;
            this.first = failed.time();
            this.last = first;
            this.since = first;
        }

        void recur(RunnerEvent.Failed failed, Digest latest) {
            digest = latest;
            runner = failed.runner();
            last = failed.time();
            generation = failed.generation();
            fatal = failed.fatal();
            delay = null;
            rule = null;
            count++;
        }

        FailureRecord record() {
            return new FailureRecord(
                    runner,
                    history.id,
                    digest.type(),
                    digest.message(),
                    digest.rootCause(),
                    digest.frames(),
                    first,
                    last,
                    count,
                    generation,
                    inARow,
                    since,
                    fatal,
                    delay,
                    rule);
        }
    }

    /**
     * Creates an empty journal.
     *
     * @param clock the time by which failures are old
     * @param perWorker how many different failures of a worker it remembers; 0 if it is kept by nobody
     */
    public Journal(InstantSource clock, int perWorker) {
        this.clock = clock;
        this.perWorker = perWorker;
    }

    /**
     * Checks a number of failures to remember.
     *
     * @param perWorker the number
     * @throws IllegalArgumentException if it is negative
     */
    public static void check(int perWorker) {
        if (perWorker < 0) {
            throw new IllegalArgumentException(
                    "the number of failures to remember must not be negative, but is " + perWorker);
        }
    }

    /**
     * Whether it is kept.
     *
     * @return false if it remembers nothing, and need not be told anything
     */
    public boolean isKept() {
        return perWorker > 0;
    }

    /**
     * Whether a journal is interested in an event.
     *
     * @param event the event
     * @return true if it is
     */
    public static boolean concerns(RunnerEvent event) {
        return event instanceof RunnerEvent.Failed
                || event instanceof RunnerEvent.RestartScheduled
                || event instanceof RunnerEvent.RestartRequested;
    }

    @Override
    public void onEvent(RunnerEvent event) {
        if (event instanceof RunnerEvent.Failed failed) {
            Digest digest = Digest.of(failed.error());
            synchronized (gate) {
                failed(failed, digest);
            }
        } else if (event instanceof RunnerEvent.RestartScheduled scheduled) {
            String rule = scheduled.plan().text();
            synchronized (gate) {
                delayed(scheduled, rule);
            }
        } else if (event instanceof RunnerEvent.RestartRequested requested) {
            synchronized (gate) {
                History history = workers.get(requested.id());
                if (history != null) {
                    history.endRow();
                }
            }
        }
    }

    private void failed(RunnerEvent.Failed failed, Digest digest) {
        History history = workers.computeIfAbsent(failed.id(), History::new);
        Item item = history.find(digest);
        if (item == null) {
            item = new Item(history, failed, digest);
        } else {
            history.items.remove(item);
            byAge.remove(item);
        }
        item.recur(failed, digest);
        history.items.add(item);
        byAge.add(item);
        if (history.current != item) {
            history.endRow();
            history.current = item;
            item.since = failed.time();
        }
        item.inARow++;
        if (history.items.size() > perWorker) {
            forget(history.items.get(0));
        }
        if (byAge.size > IN_TOTAL) {
            forget(requireNonNull(byAge.oldest));
        }
        forgetOld(failed.time());
    }

    private void delayed(RunnerEvent.RestartScheduled scheduled, String rule) {
        History history = workers.get(scheduled.id());
        Item item = history == null ? null : history.current;
        if (item != null && item.generation == scheduled.generation()) {
            item.delay = scheduled.delay();
            item.rule = rule;
        }
    }

    private void forgetOld(Instant now) {
        for (Item item = byAge.oldest; item != null; item = byAge.oldest) {
            if (Duration.between(item.last, now).compareTo(LONGEST) <= 0) {
                return;
            }
            forget(item);
        }
    }

    private void forget(Item item) {
        byAge.remove(item);
        History history = item.history;
        history.items.remove(item);
        if (history.current == item) {
            history.current = null;
        }
        if (history.items.isEmpty()) {
            workers.remove(history.id);
        }
    }

    @Override
    public List<FailureRecord> recentFailures() {
        Instant now = clock.instant();
        synchronized (gate) {
            forgetOld(now);
            List<FailureRecord> records = new ArrayList<>(byAge.size);
            for (Item item = byAge.newest; item != null; item = item.older) {
                records.add(item.record());
            }
            return List.copyOf(records);
        }
    }

    @Override
    public List<FailureRecord> recentFailures(String id) {
        Instant now = clock.instant();
        synchronized (gate) {
            forgetOld(now);
            History history = workers.get(id);
            return history == null ? List.of() : latestFirst(history.items);
        }
    }

    private static List<FailureRecord> latestFirst(List<Item> items) {
        List<FailureRecord> records = new ArrayList<>(items.size());
        items.forEach(item -> records.add(item.record()));
        Collections.reverse(records);
        return List.copyOf(records);
    }
}
