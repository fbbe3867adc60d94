// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import io.reeve.dependency.whiteboard.ManifoldWhiteboard;
import io.reeve.itest.Container;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.Whiteboard;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.osgi.framework.Bundle;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * A storm over a real Felix, in a JVM of its own. Several hands meddle with the bundles and their workers, while the
 * weather changes what they stand on. When it has passed, what should run runs, and when that is taken away nothing is
 * left. Says so on standard output, where each stage of it is a line; the exit code is 0 if all is well.
 */
final class Storm {
    /** A line that begins with this says for how long the storm has raged. */
    static final String PROGRESS = "storm: ";

    /** The line that says that all is as it should be after a hard kill. */
    static final String RECOVERED = "recovered";

    private static final int HANDS = 3;
    private static final int PATIENCE_SECONDS = 120;
    private static final int MOST_SHOWN = 30;

    private final PrintStream out = System.out;
    private final Options options;
    private final Container container;
    private final Pulse pulse;
    private final Yard yard;
    private final Wishes wishes;
    private final Diary diary = new Diary();
    private final Expectation expectation;

    private Storm(Options options) throws Exception {
        this.options = options;
        pulse = Pulse.begin();
        wishes = new Wishes(options.sites(), options.folder().resolve("wishes"));
        boolean fresh = !Files.exists(options.folder().resolve("cache"));
        container = Container.start(options.folder().resolve("cache"), Map.of());
        if (fresh) {
            container.addHealthBundles();
        }
        yard = new Yard(container);
        expectation = new Expectation(yard, wishes, pulse);
    }

    /** See {@link Options}. */
    public static void main(String[] arguments) {
        int exit = 1;
        Storm storm = null;
        try {
            Options options = Options.parse(arguments);
            storm = new Storm(options);
            exit = options.seconds() == 0 ? storm.recover() : storm.rage();
        } catch (Throwable failure) {
            failure.printStackTrace(System.out);
            if (storm != null) {
                storm.failed(List.of(failure.toString()));
            }
        }
        System.out.flush();
        Runtime.getRuntime().halt(exit);
    }

    private int rage() throws Exception {
        Random seeds = new Random(options.seed());
        Weather weather = new Weather(yard, wishes, pulse, diary, new Random(seeds.nextLong()));
        warmUp(weather);
        Leftovers leftovers = new Leftovers(yard);
        weather.prepare();
        blow(weather, seeds);

        for (String name : yard.startForgotten(wishes.sites())) {
            out.println("calm: the framework had forgotten to start " + name);
        }
        out.println("calm: waiting until all is as it should be");
        long calm = System.nanoTime();
        List<String> differences = expectation.differences(PATIENCE_SECONDS);
        if (!differences.isEmpty() || !pulse.overlaps().isEmpty()) {
            differences = new ArrayList<>(differences);
            differences.addAll(pulse.overlaps());
            return failed(differences);
        }
        out.printf(
                "settled after %.1f s: %d of %d workers run%n",
                (System.nanoTime() - calm) / 1e9, pulse.running().size(), options.sites());

        for (Site site : wishes.sites()) {
            if (site.wish != Site.Wish.ABSENT) {
                yard.uninstall(site);
                site.wish = Site.Wish.ABSENT;
            }
        }
        weather.clear();
        yard.refresh(null);
        differences = expectation.differences(PATIENCE_SECONDS);
        if (!differences.isEmpty()) {
            return failed(differences);
        }
        List<String> left = leftovers.waitUntilNone(PATIENCE_SECONDS);
        if (!left.isEmpty()) {
            return failed(left);
        }
        container.close();
        return ended();
    }

    /** Once for everything that is made when it is first used: a worker, and each command. */
    private void warmUp(Weather weather) throws Exception {
        Site first = wishes.sites().iterator().next();
        yard.install(first);
        yard.start(yard.bundle(first));
        first.wish = Site.Wish.STARTED;
        weather.clear();
        wishes.done("side0", true);
        yard.configure(Weather.RUNNER_PID, "side0", Map.of());
        List<String> differences = expectation.differences(PATIENCE_SECONDS);
        weather.lookAtAll();
        yard.uninstall(first);
        first.wish = Site.Wish.ABSENT;
        weather.clear();
        yard.refresh(null);
        if (!differences.isEmpty() || !expectation.differences(PATIENCE_SECONDS).isEmpty()) {
            throw new IllegalStateException("not even one worker: " + differences);
        }
    }

    /** After the end of the framework. */
    private int ended() throws InterruptedException {
        long begin = System.nanoTime();
        List<String> threads = Leftovers.threadsOfOurs();
        while (!threads.isEmpty() && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            TimeUnit.MILLISECONDS.sleep(100);
            threads = Leftovers.threadsOfOurs();
        }
        if (!threads.isEmpty()) {
            return failed(threads);
        }
        out.printf("nothing is left of %d operations and %d starts%n", diary.count(), pulse.starts());
        return 0;
    }

    /** All at once, for the time that was asked for. */
    private void blow(Weather weather, Random seeds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.seconds());
        ExecutorService threads = Executors.newFixedThreadPool(HANDS + 1);
        List<Future<?>> hands = new ArrayList<>();
        for (int i = 0; i < HANDS; i++) {
            Hand hand = new Hand(yard, wishes, pulse, diary, every(HANDS, i), new Random(seeds.nextLong()));
            hands.add(threads.submit(() -> repeat(hand::meddle, end, 5)));
        }
        hands.add(threads.submit(() -> repeat(weather::change, end, 200)));
        threads.shutdown();
        long seconds = 0;
        long count = 0;
        long quietSince = System.nanoTime();
        while (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
            if (diary.count() > count) {
                count = diary.count();
                quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new IllegalStateException("nothing happens any more");
            }
            if (++seconds % 5 == 0) {
                container.log().clear();
                out.printf(
                        "%s%d s, %d operations, %d workers run, %d were started%n",
                        PROGRESS, seconds, count, pulse.running().size(), pulse.starts());
            }
        }
        for (Future<?> hand : hands) {
            hand.get();
        }
        pulse.calm();
    }

    private List<Site> every(int count, int remainder) {
        List<Site> some = new ArrayList<>();
        int number = 0;
        for (Site site : wishes.sites()) {
            if (number++ % count == remainder) {
                some.add(site);
            }
        }
        return some;
    }

    private static Void repeat(Yard.Attempt operation, long end, int pauseMillis) throws Exception {
        while (System.nanoTime() < end) {
            operation.make();
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
        }
        return null;
    }

    /** Checks that what a killed one has wanted is there again. */
    private int recover() throws Exception {
        out.printf(
                "took up what was left; %d changes were under way%n",
                wishes.undecided().size());
        for (String name : wishes.undecided()) {
            Site site = wishes.site(name);
            if (site == null) {
                wishes.done(name, isConfigured(Weather.RUNNER_PID + "~" + name));
            } else {
                Bundle bundle = yard.bundle(site);
                site.wish = wish(bundle);
                site.runner = runner(site);
                wishes.done(site);
            }
        }
        List<String> differences = expectation.differences(PATIENCE_SECONDS);
        if (!differences.isEmpty()) {
            return failed(differences);
        }
        out.printf("%s: %d workers run%n", RECOVERED, pulse.running().size());
        container.close();
        return 0;
    }

    private boolean isConfigured(String pid) throws Exception {
        return !yard.configurations("(service.pid=" + pid + ")").isEmpty();
    }

    private static Site.Wish wish(Bundle bundle) {
        if (bundle == null) {
            return Site.Wish.ABSENT;
        }
        return bundle.adapt(BundleStartLevel.class).isPersistentlyStarted() ? Site.Wish.STARTED : Site.Wish.STOPPED;
    }

    private String runner(Site site) throws Exception {
        if (site.kind != Site.Kind.COMPONENT) {
            return site.runner;
        }
        for (var configuration : yard.configurations("(service.pid=" + site.name + ")")) {
            return String.valueOf(configuration.getProperties().get("worker.runner"));
        }
        return "default";
    }

    /** Tells what is wrong, and all that helps to see why. */
    private int failed(List<String> differences) {
        out.println("seed " + options.seed() + "; the last operations:");
        diary.last().forEach(line -> out.println("  " + line));
        out.println("FAILED:");
        differences.stream().limit(MOST_SHOWN).forEach(line -> out.println("  " + line));
        if (differences.size() > MOST_SHOWN) {
            out.println("  and " + (differences.size() - MOST_SHOWN) + " more");
        }
        explain();
        dump();
        return 1;
    }

    /** What the whiteboards say of services that are not where they want to be. */
    private void explain() {
        try {
            out.println("what is not active:");
            yard.service(Whiteboard.class).factories().stream()
                    .filter(status -> status.state() != FactoryStatus.State.ACTIVE)
                    .forEach(status -> out.println("  " + status));
            yard.service(ManifoldWhiteboard.class).manifolds().stream()
                    .filter(status -> status.state() != FactoryStatus.State.ACTIVE)
                    .forEach(status -> out.println("  " + status));
        } catch (RuntimeException e) {
            out.println("  cannot tell: " + e);
        }
    }

    /** Stacks and heap, into the folder. */
    private void dump() {
        try {
            StringBuilder stacks = new StringBuilder();
            Thread.getAllStackTraces().forEach((thread, frames) -> {
                stacks.append(thread).append('\n');
                for (StackTraceElement frame : frames) {
                    stacks.append("    ").append(frame).append('\n');
                }
            });
            Path folder = options.folder();
            Files.writeString(folder.resolve("threads.txt"), stacks);
            Files.writeString(
                    folder.resolve("log.txt"), String.join("\n", container.log().warnings()));
            Path heap = folder.resolve("heap.hprof");
            Files.deleteIfExists(heap);
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                            "dumpHeap",
                            new Object[] {heap.toString(), true},
                            new String[] {String.class.getName(), boolean.class.getName()});
            out.println("threads.txt, log.txt and heap.hprof are in " + folder);
        } catch (Exception e) {
            out.println("no dump: " + e);
        }
    }
}
