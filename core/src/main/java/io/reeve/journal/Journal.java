// SPDX-License-Identifier: Apache-2.0
package io.reeve.journal;

import io.reeve.worker.event.FailureJournal;
import io.reeve.worker.event.FailureRecord;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** All items, the one that has not occurred for the longest time first. */
    private final Set<Item> byAge = new LinkedHashSet<>();

    /** What is known of one worker; never without items. */
    private static final class History {
        /** The one that has not occurred for the longest time first. */
        final Map<Digest, Item> items = new LinkedHashMap<>();

        /** The failure that occurred last; null after an operator's restart. */
        @Nullable
        Item current;

        /** What an operator's restart has put an end to: up to this incarnation, as of this time. */
        long clearedGeneration;

        Instant clearedAt = Instant.MIN;
    }

    private static final class Item {
        final String id;
        final Instant first;

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

        Item(RunnerEvent.Failed failed, Digest digest) {
            this.id = failed.id();
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
                    id,
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
        return event instanceof RunnerEvent.Failed || event instanceof RunnerEvent.RestartScheduled;
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
        }
    }

    /**
     * An operator has restarted a worker: failures are counted anew.
     *
     * @param id the id
     * @param generation the last incarnation that this does not concern
     */
    public void restarted(String id, long generation) {
        Instant now = clock.instant();
        synchronized (gate) {
            History history = workers.get(id);
            if (history != null) {
                history.clearedGeneration = generation;
                history.clearedAt = now;
                endRow(history);
            }
        }
    }

    private static void endRow(History history) {
        if (history.current != null) {
            history.current.inARow = 0;
            history.current = null;
        }
    }

    private void failed(RunnerEvent.Failed failed, Digest digest) {
        History history = workers.computeIfAbsent(failed.id(), first -> new History());
        Item known = history.items.remove(digest);
        Item item = known == null ? new Item(failed, digest) : known;
        item.recur(failed, digest);
        history.items.put(digest, item);
        byAge.remove(item);
        byAge.add(item);
        // The restart may be known before the failure that it has put an end to.
        boolean cleared = failed.generation() <= history.clearedGeneration
                && !failed.time().isAfter(history.clearedAt);
        if (!cleared) {
            if (history.current != item) {
                endRow(history);
                history.current = item;
                item.since = failed.time();
            }
            item.inARow++;
        }
        if (history.items.size() > perWorker) {
            forget(history.items.values().iterator().next());
        }
        if (byAge.size() > IN_TOTAL) {
            forget(byAge.iterator().next());
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
        Iterator<Item> oldest = byAge.iterator();
        List<Item> old = new ArrayList<>();
        while (oldest.hasNext()) {
            Item item = oldest.next();
            if (Duration.between(item.last, now).compareTo(LONGEST) <= 0) {
                break;
            }
            old.add(item);
        }
        old.forEach(this::forget);
    }

    private void forget(Item item) {
        byAge.remove(item);
        History history = workers.get(item.id);
        if (history != null) {
            history.items.remove(item.digest);
            if (history.current == item) {
                history.current = null;
            }
            if (history.items.isEmpty()) {
                workers.remove(item.id);
            }
        }
    }

    @Override
    public List<FailureRecord> recentFailures() {
        Instant now = clock.instant();
        synchronized (gate) {
            forgetOld(now);
            return latestFirst(byAge);
        }
    }

    @Override
    public List<FailureRecord> recentFailures(String id) {
        Instant now = clock.instant();
        synchronized (gate) {
            forgetOld(now);
            History history = workers.get(id);
            return history == null ? List.of() : latestFirst(history.items.values());
        }
    }

    private static List<FailureRecord> latestFirst(Collection<Item> items) {
        List<FailureRecord> records = new ArrayList<>(items.size());
        items.forEach(item -> records.add(item.record()));
        Collections.reverse(records);
        return List.copyOf(records);
    }
}
