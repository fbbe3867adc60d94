// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A real Felix in this JVM. The APIs in which we talk to its bundles, and this package, come from our class path, through
 * the system bundle.
 */
final class Container implements AutoCloseable {
    /** What Declarative Services need. */
    static final List<String> SCR = List.of("org.apache.felix.configadmin", "org.apache.felix.scr");

    /** What we need beside that. */
    static final List<String> REEVE = List.of("io.reeve.core", "io.reeve.impl");

    private static final List<String> SHARED =
            List.of("io.reeve.api", "org.osgi.service.component", "org.osgi.util.promise", "org.osgi.util.function");

    private static final long PATIENCE_MILLIS = 20_000;

    /** What our bundles log by default; that of the others is a property. Held, so that it keeps its level. */
    private static final Logger ALL_LOGS = Logger.getLogger("");

    private final Path storage;
    private final Framework framework;

    private Container(Path storage, Framework framework) {
        this.storage = storage;
        this.framework = framework;
    }

    /** Starts Felix with the bundles of these artifacts, in their order. */
    static Container start(List<String> artifacts) throws IOException, BundleException {
        ALL_LOGS.setLevel(Level.OFF);
        Path storage = Files.createTempDirectory("reeve-bench-felix");
        Container container = new Container(storage, new FrameworkFactory().newFramework(properties(storage)));
        container.framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (String artifact : artifacts) {
            bundles.add(container
                    .context()
                    .installBundle("reference:" + ClassPath.jar(artifact).toUri()));
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        return container;
    }

    private static Map<String, String> properties(Path storage) throws IOException {
        List<String> exports = new ArrayList<>(List.of(Container.class.getPackageName()));
        for (String artifact : SHARED) {
            try (JarFile jar = new JarFile(ClassPath.jar(artifact).toFile())) {
                exports.add(jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE));
            }
        }
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, String.join(",", exports));
        properties.put("felix.log.level", "0");
        properties.put("ds.loglevel", "0");
        return properties;
    }

    /** Of the system bundle. */
    BundleContext context() {
        return framework.getBundleContext();
    }

    Bundle install(ComponentBundle bundle) throws IOException, BundleException {
        return context().installBundle(bundle.location(), new ByteArrayInputStream(bundle.jar()));
    }

    /** Waits for a service. */
    <S> S service(Class<S> type) throws InterruptedException {
        ServiceTracker<S, S> tracker = new ServiceTracker<>(context(), type, null);
        tracker.open();
        S service = tracker.waitForService(PATIENCE_MILLIS);
        if (service == null) {
            throw new IllegalStateException("there is no " + type.getSimpleName());
        }
        return service;
    }

    @Override
    public void close() throws BundleException, InterruptedException, IOException {
        framework.stop();
        framework.waitForStop(0);
        try (Stream<Path> files = Files.walk(storage)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
