// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static java.util.Comparator.comparing;

import aQute.bnd.header.OSGiHeader;
import aQute.bnd.header.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A real Felix with the bundles that the build has put into one folder: the one place that starts it. Close it.
 *
 * <p>Tests and bundles talk in the packages that match {@link #SHARED}. The classes come from the class path of the
 * tests, and the system bundle exports them with the versions that the bundles themselves give them.
 */
public final class Container implements AutoCloseable {

    private static final String SHARED = "io\\.reeve\\.(worker|dependency)(\\..*)?|org\\.osgi\\.service\\.(cm|metatype)"
            + "|org\\.apache\\.felix\\.(service|hc)\\..*";

    /** Long enough for a loaded machine; only a test that fails ever waits for it. */
    private static final long STOP_MILLIS = 30_000;

    private final Framework framework;
    private final Log log = Log.record();

    private Container(Framework framework) {
        this.framework = framework;
    }

    /** As {@link #start(Path, Map)}, without properties. */
    static Container start(Path storage) throws BundleException {
        return start(storage, Map.of());
    }

    /**
     * Starts Felix, installs every bundle of the build and starts them all.
     *
     * @param storage a folder for the framework's cache; what a framework before has left there is taken up again
     * @param properties framework properties in addition to those that the tests need
     */
    public static Container start(Path storage, Map<String, String> properties) throws BundleException {
        Map<String, String> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, sharedPackages());
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(all);
        Container container = new Container(framework);
        try {
            framework.start();
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
        return bundlesIn("reeve.bundles");
    }

    /** What a container has in addition that executes health checks; its API comes from the system bundle. */
    static List<Path> healthBundles() {
        return bundlesIn("reeve.health.bundles");
    }

    private static List<Path> bundlesIn(String property) {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty(property)))) {
            return jars.filter(p -> p.toString().endsWith(".jar"))
                    .sorted(comparing(Path::getFileName))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The built bundle with this symbolic name. */
    public static Path builtBundle(String symbolicName) {
        return builtBundles().stream()
                .filter(jar -> jar.getFileName().toString().equals(symbolicName + ".jar"))
                .findFirst()
                .orElseThrow();
    }

    private static String sharedPackages() {
        Parameters shared = new Parameters();
        for (Path jar :
                Stream.of(builtBundles(), healthBundles()).flatMap(List::stream).toList()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                String exports = file.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
                OSGiHeader.parseHeader(exports).forEach((name, attributes) -> {
                    if (name.matches(SHARED)) {
                        attributes.remove(Constants.USES_DIRECTIVE + ":");
                        shared.put(name, attributes);
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared.toString();
    }

    /** Adds everything that executes health checks, and starts what is not a fragment. */
    public void addHealthBundles() throws BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (Path jar : healthBundles()) {
            if (!jar.getFileName().toString().equals("org.apache.felix.healthcheck.api.jar")) {
                installed.add(context().installBundle(jar.toUri().toString()));
            }
        }
        for (Bundle bundle : installed) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    public Framework framework() {
        return framework;
    }

    /** What is logged while the container runs; nothing of it is printed. */
    public Log log() {
        return log;
    }

    /** The installed bundle with this symbolic name. */
    public Bundle bundle(String symbolicName) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws BundleException {
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            log.close();
        }
    }
}
