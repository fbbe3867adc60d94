// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import io.reeve.itest.Container;
import io.reeve.itest.FixtureBundle;
import io.reeve.itest.Shell;
import io.reeve.itest.chaos.fixture.StormActivator;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The container as the storm sees it. What fails because somebody else is at the same bundle is tried again, as an
 * operator would.
 */
final class Yard {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final Container container;
    private final FixtureBundle template = FixtureBundle.activatedBy("storm.template", StormActivator.class);
    private final List<WeakReference<ClassLoader>> retired = Collections.synchronizedList(new ArrayList<>());

    /** Something that may be refused for the moment. */
    @FunctionalInterface
    interface Attempt {
        void make() throws Exception;
    }

    Yard(Container container) {
        this.container = container;
    }

    Container container() {
        return container;
    }

    // ---- bundles of sites

    /** The bundle of a site, or null. */
    Bundle bundle(Site site) {
        return container.context().getBundle(site.location());
    }

    void install(Site site) throws Exception {
        insist(() -> {
            try (InputStream jar = site.nextJar(template.jar())) {
                container.context().installBundle(site.location(), jar);
            }
        });
    }

    void start(Bundle bundle) throws Exception {
        insist(bundle::start);
    }

    void stop(Bundle bundle) throws Exception {
        insist(bundle::stop);
    }

    void update(Site site) throws Exception {
        Bundle bundle = bundle(site);
        retire(bundle);
        insist(() -> {
            try (InputStream jar = site.nextJar(template.jar())) {
                bundle.update(jar);
            }
        });
    }

    /**
     * Does what an operator would do. Felix stops the bundles that use one that is refreshed, and starts them again; one
     * that somebody updates in between, who sees that it does not run, stays as it is.
     */
    List<String> startForgotten(Iterable<Site> sites) throws Exception {
        List<String> forgotten = new ArrayList<>();
        for (Site site : sites) {
            if (site.wish == Site.Wish.STARTED && bundle(site).getState() != Bundle.ACTIVE) {
                forgotten.add(site.name);
                start(bundle(site));
            }
        }
        return forgotten;
    }

    void uninstall(Site site) throws Exception {
        Bundle bundle = bundle(site);
        retire(bundle);
        insist(bundle::uninstall);
    }

    private void retire(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null && wiring.getClassLoader() != null) {
            retired.add(new WeakReference<>(wiring.getClassLoader()));
        }
    }

    /** Refreshes a bundle, or with null all that is out of date, and waits for it. */
    void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        Collection<Bundle> bundles = null;
        if (bundle != null) {
            retire(bundle);
            bundles = List.of(bundle);
        }
        container.framework().adapt(FrameworkWiring.class).refreshBundles(bundles, event -> refreshed.countDown());
        if (!refreshed.await(PATIENCE, TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("a refresh does not end");
        }
    }

    /** How many class loaders should be gone and are not. */
    long retiredAlive() {
        synchronized (retired) {
            retired.removeIf(reference -> reference.get() == null);
            return retired.size();
        }
    }

    // ---- bundles of the container

    /** Stops a bundle and starts it again, in such a way that it is started also after a kill in between. */
    void restart(String bundle) throws Exception {
        stopForNow(bundle);
        insist(() -> container.bundle(bundle).start());
    }

    void stopForNow(String bundle) throws Exception {
        insist(() -> container.bundle(bundle).stop(Bundle.STOP_TRANSIENT));
    }

    void updateBuilt(String bundle) throws Exception {
        insist(() -> {
            try (InputStream jar = Files.newInputStream(Container.builtBundle(bundle))) {
                container.bundle(bundle).update(jar);
            }
        });
        refresh(container.bundle(bundle));
        insist(() -> container.bundle(bundle).start());
    }

    // ---- configurations

    /** Writes a configuration of a runner or an engine. */
    void configure(String factoryPid, String name, Map<String, ?> values) throws Exception {
        insist(() -> service(ConfigurationAdmin.class)
                .getFactoryConfiguration(factoryPid, name, "?")
                .update(FrameworkUtil.asDictionary(values)));
    }

    /** Writes a configuration of a component. */
    void configure(String pid, Map<String, ?> values) throws Exception {
        insist(() -> service(ConfigurationAdmin.class)
                .getConfiguration(pid, "?")
                .update(FrameworkUtil.asDictionary(values)));
    }

    void deleteConfiguration(String pid) throws Exception {
        insist(() -> {
            for (Configuration configuration : configurations("(service.pid=" + pid + ")")) {
                configuration.delete();
            }
        });
    }

    List<Configuration> configurations(String filter) throws IOException, InvalidSyntaxException {
        Configuration[] found = service(ConfigurationAdmin.class).listConfigurations(filter);
        return found == null ? List.of() : Arrays.asList(found);
    }

    // ---- services

    <S> S service(Class<S> type) {
        ServiceReference<S> reference = container.context().getServiceReference(type);
        S service = reference == null ? null : container.context().getService(reference);
        if (service == null) {
            throw new IllegalStateException(type.getSimpleName() + " is not there");
        }
        return service;
    }

    <S> Collection<ServiceReference<S>> references(Class<S> type) {
        try {
            return container.context().getServiceReferences(type, null);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Types a line at the shell. */
    String type(String line) throws Exception {
        return Shell.run(service(CommandProcessor.class), line);
    }

    /** Does it, and does it again while it is refused. */
    static void insist(Attempt attempt) throws Exception {
        long begin = System.nanoTime();
        while (true) {
            try {
                attempt.make();
                return;
            } catch (BundleException | IllegalStateException refused) {
                if (System.nanoTime() - begin > PATIENCE) {
                    throw refused;
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }
}
