// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The program of the JVM that soaks: lets workers start, stop, fail and be looked for at random for a long time, and says
 * whether heap, threads and latencies stay as they are.
 *
 * <p>Each sample follows an interval of load. It is taken at rest, when all workers are up and the drivers pause, so that
 * nothing but what is kept can make a difference, and the collections are not in anybody's way.
 */
final class Soak {
    private static final int WORKERS = 200;
    private static final int TEAMS = 100;
    private static final int DRIVERS_PER_FLOCK = 2;
    private static final int MOST_SAMPLES = 50;
    private static final int FEWEST_SAMPLES = 10;
    private static final Duration LONGEST_WARMING = Duration.ofMinutes(1);

    private final Duration time;
    private final int samples;
    private final PrintStream progress;
    private final Map<Flock, Latencies> latencies = new LinkedHashMap<>();
    private final List<Driver> drivers = new ArrayList<>();
    private final SoakRecord record;

    /**
     * A soak that has not begun.
     *
     * @param flocks what is soaked, each but the floor
     * @param floor what it is compared with
     * @param time how long there is load
     * @param progress where to say how far it is
     */
    Soak(List<Flock> flocks, Flock floor, Duration time, PrintStream progress) {
        this.time = time;
        this.progress = progress;
        samples = (int) Math.max(FEWEST_SAMPLES, Math.min(MOST_SAMPLES, 2 * time.toSeconds()));
        flocks.forEach(this::add);
        record = SoakRecord.of(time, samples, List.copyOf(latencies.values()), add(floor));
    }

    private Latencies add(Flock flock) {
        Latencies fresh = new Latencies(flock.name(), samples);
        latencies.put(flock, fresh);
        for (int i = 0; i < DRIVERS_PER_FLOCK; i++) {
            int first = i * flock.size() / DRIVERS_PER_FLOCK;
            int end = (i + 1) * flock.size() / DRIVERS_PER_FLOCK;
            drivers.add(new Driver(flock, fresh, first, end));
        }
        return fresh;
    }

    /**
     * Soaks for a while and exits: with 0 if all stays flat, with 1 if not.
     *
     * @param arguments the seconds, and the folder of the report
     */
    public static void main(String[] arguments) throws Exception {
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[0]));
        int[] events = {0};
        SoakRecord record;
        try (Flock runner = new RunnerFlock(WORKERS, event -> events[0]++);
                Flock engine = new EngineFlock(TEAMS, event -> events[0]++);
                Flock floor = new FloorFlock(WORKERS)) {
            record = new Soak(List.of(runner, engine), floor, time, System.err).run();
        }
        List<String> head = new ArrayList<>(
                Machine.description(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        head.add("Versions: " + Contender.REEVE.title() + " " + Contender.REEVE.version());
        SoakReport report = new SoakReport(head, record);
        System.out.print(report.text());
        report.write(Path.of(arguments[1]));
        System.exit(report.grows() ? 1 : 0);
    }

    SoakRecord run() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(drivers.size());
        try {
            Duration warming = time.dividedBy(10);
            drive(pool, warming.compareTo(LONGEST_WARMING) < 0 ? warming : LONGEST_WARMING);
            latencies.values().forEach(Latencies::forget);
            Duration interval = time.dividedBy(samples);
            for (int sample = 1; sample <= samples; sample++) {
                drive(pool, interval);
                Duration soFar = interval.multipliedBy(sample);
                take(soFar);
                if (sample % (samples / 10) == 0) {
                    say(soFar);
                }
            }
            return record;
        } finally {
            pool.shutdownNow();
        }
    }

    /** Load for a while, then rest. */
    private void drive(ExecutorService pool, Duration interval) throws Exception {
        long end = System.nanoTime() + interval.toNanos();
        List<Future<?>> ends = new ArrayList<>();
        for (Driver driver : drivers) {
            ends.add(pool.submit(() -> {
                driver.run(end);
                driver.rest();
                return null;
            }));
        }
        for (Future<?> over : ends) {
            over.get();
        }
    }

    private void take(Duration soFar) {
        latencies.values().forEach(Latencies::sample);
        record.seconds().add(soFar.toMillis() / 1e3);
        record.heap().add((double) Heap.used());
        record.threads().add(ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private void say(Duration soFar) {
        progress.printf(
                Locale.ROOT,
                "soak  %.1f of %d s  %.1f MiB  %.0f threads%n",
                soFar.toMillis() / 1e3,
                time.toSeconds(),
                Unit.MEBIBYTES.in(record.heap().last()),
                record.threads().last());
    }
}
