// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A framework with all bundles of the application, and the folder to which alone it writes. */
final class Demo implements AutoCloseable {
    /** Left for the console, which starts it when there is something to see: it takes the terminal at once. */
    private static final String SHELL = "org.apache.felix.gogo.jline";

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
        Map<String, String> properties = Map.of(
                Constants.FRAMEWORK_STORAGE,
                work.resolve("felix").toString(),
                "reeve.demo.dir",
                work.toString(),
                "reeve.demo.log",
                log.toString(),
                "reeve.demo.script",
                String.valueOf(script),
                "reeve.demo.history",
                parent.resolve("history").toString(),
                "gosh.home",
                app.toString() + File.separator,
                "gosh.args",
                script ? "--nointeractive" : "");
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
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : list(folder)) {
            bundles.add(framework.getBundleContext().installBundle(jar.toUri().toString()));
        }
        for (Bundle bundle : bundles) {
            if (!SHELL.equals(bundle.getSymbolicName())) {
                bundle.start();
            }
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
