// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** A framework with all bundles of the application, and the folder to which alone it writes. */
final class Demo implements AutoCloseable {
    /** The console is started when everything else is there: at the second start level. */
    private static final String CONSOLE = "io.reeve.demo.console";

    /** Left for the console to start when there is something to see: it takes the terminal at once. */
    private static final String SHELL = "org.apache.felix.gogo.jline";

    private static final int LEVEL_OF_BUNDLES = 1;
    private static final int LEVEL_OF_CONSOLE = 2;

    /** How long the bundles may take to stop. */
    private static final long STOP_MILLIS = 10_000;

    private final Path work;
    private final Framework framework;

    private Demo(Path work, Framework framework) {
        this.work = work;
        this.framework = framework;
    }

    /**
     * Starts the framework and its bundles in a new folder.
     *
     * @param app has the bundles and {@code etc}
     * @param parent where the new folder is made
     * @param script whether the commands come from standard input
     */
    static Demo start(Path app, Path parent, boolean script) throws IOException, BundleException {
        Files.createDirectories(parent);
        Path work = Files.createTempDirectory(parent, "run-");
        Path log = work.resolve("demo.log");
        LogFile.open(log);
        if (script) {
            // JLine need not look for a terminal, nor complain that there is none.
            System.setProperty("org.jline.terminal.dumb", "true");
        }
        Map<String, String> properties = Map.ofEntries(
                Map.entry(Constants.FRAMEWORK_STORAGE, work.resolve("felix").toString()),
                Map.entry(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, String.valueOf(LEVEL_OF_CONSOLE)),
                Map.entry("reeve.demo.dir", work.toString()),
                Map.entry("reeve.demo.log", log.toString()),
                Map.entry("reeve.demo.script", String.valueOf(script)),
                Map.entry("reeve.demo.history", parent.resolve("history").toString()),
                Map.entry("gosh.home", app.toString() + File.separator),
                Map.entry("gosh.args", script ? "--nointeractive" : ""));
        FrameworkFactory factory =
                ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        Demo demo = new Demo(work, factory.newFramework(properties));
        try {
            demo.startBundles(app.resolve("bundles"));
        } catch (IOException | BundleException | RuntimeException e) {
            demo.close();
            throw e;
        }
        return demo;
    }

    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops the framework, if it is not stopped yet, and removes the folder. */
    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
            delete(work);
        } catch (BundleException | IOException | UncheckedIOException e) {
            System.err.println("demo: cannot clean up: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startBundles(Path folder) throws IOException, BundleException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        framework.init(event -> {
            if (event.getType() == FrameworkEvent.ERROR) {
                failure.compareAndSet(null, event.getThrowable());
            }
        });
        for (Path jar : list(folder)) {
            Bundle bundle =
                    framework.getBundleContext().installBundle(jar.toUri().toString());
            boolean console = CONSOLE.equals(bundle.getSymbolicName());
            bundle.adapt(BundleStartLevel.class).setStartLevel(console ? LEVEL_OF_CONSOLE : LEVEL_OF_BUNDLES);
            if (!SHELL.equals(bundle.getSymbolicName())) {
                bundle.start();
            }
        }
        framework.start();
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new BundleException(thrown.getMessage(), thrown);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        }
    }
}
