// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A real Felix with the bundles that the build has put into one folder. One per test; close it. */
final class Container implements AutoCloseable {

    /** Long enough for a loaded machine; only a test that fails ever waits for it. */
    private static final long STOP_MILLIS = 30_000;

    private final Framework framework;

    private Container(Framework framework) {
        this.framework = framework;
    }

    /**
     * Starts Felix, installs every bundle of the build and starts them all.
     *
     * @param storage an empty folder for the framework's cache
     */
    static Container start(Path storage) throws BundleException {
        FrameworkFactory factory =
                ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        Framework framework = factory.newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE,
                storage.toString(),
                Constants.FRAMEWORK_STORAGE_CLEAN,
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
        framework.start();
        Container container = new Container(framework);
        try {
            List<Bundle> installed = new ArrayList<>();
            for (Path jar : builtBundles()) {
                installed.add(container.context().installBundle(jar.toUri().toString()));
            }
            for (Bundle bundle : installed) {
                bundle.start();
            }
        } catch (BundleException | RuntimeException e) {
            container.close();
            throw e;
        }
        return container;
    }

    /** The bundles that the build has put together for container tests, ours and the container's. */
    static List<Path> builtBundles() {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("reeve.bundles")))) {
            return jars.filter(p -> p.toString().endsWith(".jar"))
                    .sorted(comparing(Path::getFileName))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    @Override
    public void close() throws BundleException {
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
