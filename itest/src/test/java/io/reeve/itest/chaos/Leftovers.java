// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** What an empty container holds, to see whether it is the same after a storm has passed. */
final class Leftovers {
    /**
     * By how many objects of one class more than before is no leak: a storm makes some thousand of everything, and
     * something may have been made when it was first used.
     */
    private static final long TOLERANCE = 20;

    /** Pending timers of whomever. */
    private static final String TIMERS = "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask";

    /** Neither the tests' own objects, nor those of the journals, which have a bound of their own. */
    private static final String COUNTED =
            Pattern.quote(TIMERS) + "|io\\.reeve\\.(?!journal\\.|itest\\.(?!chaos\\.fixture\\.)).*";

    private static final List<String> THREADS = List.of("reeve/", "storm");

    private final Yard yard;
    private final Map<String, Long> objects;
    private final Map<String, Long> uses;

    /** Remembers what there is now. */
    Leftovers(Yard yard) {
        this.yard = yard;
        objects = objects();
        uses = uses();
    }

    /** Waits until nothing is left, and returns what is. */
    List<String> waitUntilNone(int seconds) throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            System.gc();
            List<String> left = left();
            if (left.isEmpty() || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(seconds)) {
                return left;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private List<String> left() {
        List<String> left = new ArrayList<>();
        long loaders = yard.retiredAlive();
        if (loaders > 0) {
            left.add(loaders + " class loaders of bundles");
        }
        left.addAll(threads());
        uses().forEach((service, count) -> {
            if (count > uses.getOrDefault(service, 0L)) {
                left.add("service use: " + service + ", " + count + " times");
            }
        });
        if (left.isEmpty()) {
            objects().forEach((name, count) -> {
                long tolerance = name.equals(TIMERS) ? 0 : TOLERANCE;
                long before = objects.getOrDefault(name, 0L);
                if (count > before + tolerance) {
                    left.add("%d objects of %s, before the storm %d".formatted(count, name, before));
                }
            });
        }
        return left;
    }

    /** Threads in the name of a site. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(Site.PREFIX))
                .map(name -> "thread " + name)
                .toList();
    }

    /** The names of the threads that are ours or a site's: after the end of the framework there is none. */
    static List<String> threadsOfOurs() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> THREADS.stream().anyMatch(name::startsWith))
                .toList();
    }

    /** Who uses which services how often, the tests themselves left out. */
    private Map<String, Long> uses() {
        Map<String, Long> uses = new TreeMap<>();
        for (Bundle bundle : yard.container().context().getBundles()) {
            ServiceReference<?>[] used = bundle.getServicesInUse();
            if (used != null && bundle.getBundleId() != 0) {
                for (ServiceReference<?> reference : used) {
                    String service =
                            new TreeSet<>(Arrays.asList((String[]) reference.getProperty(Constants.OBJECTCLASS)))
                                    + " by " + bundle.getSymbolicName();
                    uses.merge(service, 1L, Long::sum);
                }
            }
        }
        return uses;
    }

    /** How many objects there are of each of our classes, and timers. */
    private static Map<String, Long> objects() {
        Map<String, Long> count = new HashMap<>();
        for (String line : histogram().lines().toList()) {
            String[] words = line.trim().split("\\s+", -1);
            if (words.length >= 4 && words[3].matches(COUNTED)) {
                // A class that was loaded several times has as many lines.
                count.merge(words[3], Long.valueOf(words[1]), Long::sum);
            }
        }
        return count;
    }

    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
