// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * Where workers give signs of life and fetch what they are to do. They reach it under {@link #PROPERTY}, as a function
 * that has types of the JDK only, so that nothing here can keep their class loaders.
 */
final class Pulse implements BiFunction<String, String, String> {
    /** The system property under which workers find it. */
    static final String PROPERTY = "io.reeve.itest.chaos";

    /** One incarnation that runs, by its own account; the place is its runner and its id. */
    private record Life(String place, String id, long epoch, AtomicLong beats) {}

    private final Map<String, Life> running = new ConcurrentHashMap<>();
    private final Map<String, String> plans = new ConcurrentHashMap<>();
    private final Map<String, String> orders = new ConcurrentHashMap<>();
    private final List<String> overlaps = new CopyOnWriteArrayList<>();
    private final AtomicLong lives = new AtomicLong();
    private final AtomicLong epoch = new AtomicLong();

    /** When the start function began that runs on this thread: it may go on beyond the end of who called it. */
    private final ThreadLocal<Long> epochOfStart = ThreadLocal.withInitial(epoch::get);

    /** The pulse of this JVM from now on. */
    static Pulse begin() {
        Pulse pulse = new Pulse();
        System.getProperties().put(PROPERTY, pulse);
        return pulse;
    }

    @Override
    public String apply(String what, String who) {
        return switch (what) {
            case "plan" -> begin(who);
            case "begin" -> enter(who);
            case "beat" -> beat(running.get(who));
            case "end" -> leave(who);
            default -> throw new IllegalArgumentException(what);
        };
    }

    private String begin(String id) {
        epochOfStart.set(epoch.get());
        return orNothing(plans.remove(id));
    }

    private static String orNothing(String order) {
        return order == null ? "" : order;
    }

    private String enter(String place) {
        String id = place.substring(place.indexOf('/') + 1);
        long now = epochOfStart.get();
        running.forEach((key, life) -> {
            if (life.place.equals(place) && life.epoch == now) {
                overlaps.add(place + " is started while " + key + " runs");
            }
        });
        String key = id + "#" + lives.incrementAndGet();
        running.put(key, new Life(place, id, now, new AtomicLong()));
        return key;
    }

    private String beat(Life life) {
        life.beats.incrementAndGet();
        return orNothing(orders.remove(life.id));
    }

    private String leave(String key) {
        running.remove(key);
        return "";
    }

    /**
     * Who runs now, or is being started, need not have ended when the next ones are started: nobody is left who knows of
     * them. To be called when nobody starts anything.
     */
    void nextEpoch() {
        epoch.incrementAndGet();
    }

    /** What the next start of this id does instead. */
    void plan(String id, String misdeed) {
        plans.put(id, misdeed);
    }

    /** What the worker of this id does at its next beat. */
    void order(String id, String misdeed) {
        orders.put(id, misdeed);
    }

    /** From now on all is as it should be. */
    void calm() {
        plans.clear();
        orders.clear();
    }

    /** How many workers run, by id. */
    Map<String, Integer> running() {
        Map<String, Integer> count = new HashMap<>();
        running.values().forEach(life -> count.merge(life.id, 1, Integer::sum));
        return count;
    }

    /** How often each incarnation that runs has given a sign of life. */
    Map<String, Long> beats() {
        Map<String, Long> beats = new HashMap<>();
        running.forEach((key, life) -> beats.put(key, life.beats.get()));
        return beats;
    }

    /** How many workers were started. */
    long starts() {
        return lives.get();
    }

    /** Starts in a place where a worker was running. */
    List<String> overlaps() {
        return overlaps;
    }
}
