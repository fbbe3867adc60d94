// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.Whiteboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A {@link Container} that the tests of one class share. What a test brings into it is taken out after the test,
 * and then nothing may be left: no factory, no worker, no runner but the default one, which lives.
 */
final class Felix implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** The factory PID of the configuration of runners. */
    static final String RUNNER_PID = "io.reeve.runner";

    /** The factory PID of the configuration of engines. */
    static final String ENGINE_PID = "io.reeve.engine";

    private final Map<String, String> properties;
    private final AtomicInteger bundles = new AtomicInteger();
    private final List<Bundle> installed = new ArrayList<>();
    private final List<Configuration> configured = new ArrayList<>();
    private final List<TestFactory> factories = new CopyOnWriteArrayList<>();
    private final List<Gate> gates = new ArrayList<>();

    private Path storage;
    private Container container;

    Felix() {
        this(Map.of());
    }

    /** With framework properties. */
    Felix(Map<String, String> properties) {
        this.properties = properties;
    }

    // ---- what a test brings

    /** A bundle without code, started; services can be registered in its name. */
    Bundle bundle() throws BundleException {
        return bundle(FixtureBundle.empty("test.bundle" + bundles.incrementAndGet()));
    }

    /** This bundle, installed and started. */
    Bundle bundle(FixtureBundle fixture) throws BundleException {
        Bundle bundle = container.context().installBundle("test:" + fixture.symbolicName(), fixture.jar());
        installed.add(bundle);
        bundle.start();
        return bundle;
    }

    /** A factory of workers that do what they are told. */
    TestFactory factory() {
        TestFactory factory = new TestFactory();
        factories.add(factory);
        return factory;
    }

    /** A closed gate, which is opened after the test at the latest. */
    Gate gate() {
        Gate gate = new Gate();
        gates.add(gate);
        return gate;
    }

    /** Publishes a factory with this {@code worker.id} from a bundle of its own. */
    ServiceRegistration<WorkerFactory> publish(String id, WorkerFactory factory) throws BundleException {
        return publish(factory, Map.of(WorkerFactory.WORKER_ID, id));
    }

    /** Publishes a factory with these properties from a bundle of its own. */
    ServiceRegistration<WorkerFactory> publish(WorkerFactory factory, Map<String, ?> properties)
            throws BundleException {
        return publish(bundle(), factory, properties);
    }

    /** Publishes a factory with these properties from a bundle. */
    ServiceRegistration<WorkerFactory> publish(Bundle bundle, WorkerFactory factory, Map<String, ?> properties) {
        return register(bundle, WorkerFactory.class, factory, properties);
    }

    <S> ServiceRegistration<S> register(Bundle bundle, Class<S> type, S service, Map<String, ?> properties) {
        return bundle.getBundleContext().registerService(type, service, FrameworkUtil.asDictionary(properties));
    }

    /** Writes the configuration {@code io.reeve.runner~name}. Returns before anybody has noticed. */
    Configuration configure(String name, Map<String, ?> values) throws IOException {
        return configure(RUNNER_PID, name, values);
    }

    /** Writes the configuration {@code io.reeve.engine~name}. Returns before anybody has noticed. */
    Configuration configureEngine(String name, Map<String, ?> values) throws IOException {
        return configure(ENGINE_PID, name, values);
    }

    private Configuration configure(String factoryPid, String name, Map<String, ?> values) throws IOException {
        Configuration configuration = service(ConfigurationAdmin.class).getFactoryConfiguration(factoryPid, name, "?");
        configured.add(configuration);
        configuration.update(FrameworkUtil.asDictionary(values));
        return configuration;
    }

    /** Refreshes a bundle and what depends on it, and waits until all is started again. */
    void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        container
                .framework()
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> refreshed.countDown());
        assertThat(refreshed.await(Eventually.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .as("refreshed")
                .isTrue();
    }

    // ---- what a test looks at

    Container container() {
        return container;
    }

    BundleContext context() {
        return container.context();
    }

    /** What was logged since the test began. */
    Log log() {
        return container.log();
    }

    /**
     * The warnings that contain all these words, once all is in the log that the whiteboard has to say until now. It
     * writes in order, on a thread of its own: what it says last is that it refuses a factory that has no id.
     */
    List<String> warnings(String... words) throws BundleException {
        ServiceRegistration<WorkerFactory> nameless = publish(factory(), Map.of());
        String last = log().theWarningAbout(nameless);
        nameless.unregister();
        return log().warnings(words).stream().filter(line -> !line.equals(last)).toList();
    }

    /** The bundle under test. */
    Bundle impl() {
        return container.bundle("io.reeve.impl");
    }

    Whiteboard whiteboard() {
        return service(Whiteboard.class);
    }

    /** The default runner. */
    Runner runner() {
        return runner(WorkerFactory.DEFAULT_RUNNER);
    }

    /** The runner with this name, as soon as it is there. */
    Runner runner(String name) {
        return eventually("runner '" + name + "' is there", () -> findRunner(name), Optional::isPresent)
                .orElseThrow();
    }

    Optional<Runner> findRunner(String name) {
        return runnerReference(name).map(context()::getService);
    }

    Optional<ServiceReference<Runner>> runnerReference(String name) {
        return references(Runner.class, "(" + Runner.RUNNER_NAME + "=" + name + ")").stream()
                .findFirst();
    }

    /** The service of this type, as soon as it is there. */
    <S> S service(Class<S> type) {
        return eventually(type.getSimpleName() + " is there", () -> find(type), Optional::isPresent)
                .orElseThrow();
    }

    <S> Optional<S> find(Class<S> type) {
        return Optional.ofNullable(context().getServiceReference(type)).map(context()::getService);
    }

    <S> Collection<ServiceReference<S>> references(Class<S> type, String filter) {
        try {
            return context().getServiceReferences(type, filter);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What became of a service, if the whiteboard has heard of it. */
    Optional<FactoryStatus> status(ServiceRegistration<WorkerFactory> registration) {
        return status(serviceId(registration));
    }

    Optional<FactoryStatus> status(long serviceId) {
        return whiteboard().factories().stream()
                .filter(status -> status.serviceId() == serviceId)
                .findFirst();
    }

    /** Waits until the whiteboard shows the service in this state. */
    FactoryStatus awaitState(ServiceRegistration<WorkerFactory> registration, FactoryStatus.State state) {
        long id = serviceId(registration);
        return eventually(
                        "factory " + id + " is " + state,
                        () -> status(id),
                        status -> status.filter(s -> s.state() == state).isPresent())
                .orElseThrow();
    }

    /** Waits until the default runner has this worker started. */
    WorkerStatus awaitStarted(String id) {
        return awaitStarted(WorkerFactory.DEFAULT_RUNNER, id);
    }

    /** Waits until a runner has this worker started. */
    WorkerStatus awaitStarted(String runner, String id) {
        return awaitWorker(runner, id, WorkerStatus.State.STARTED);
    }

    /** Waits until a runner has this worker in this state. */
    WorkerStatus awaitWorker(String runner, String id, WorkerStatus.State state) {
        return eventually(
                        "worker '" + id + "' of runner '" + runner + "' is " + state,
                        () -> findRunner(runner).flatMap(r -> r.status(id)),
                        status -> status.filter(s -> s.state() == state).isPresent())
                .orElseThrow();
    }

    /** Waits until the default runner has this worker waiting for its restart. */
    WorkerStatus awaitRestartDelay(String id) {
        return eventually(
                        "worker '" + id + "' waits for its restart",
                        () -> runner().status(id),
                        status -> status.filter(worker -> worker.nextStart() != null)
                                .isPresent())
                .orElseThrow();
    }

    /** Waits until the default runner does not know this worker. */
    void awaitGone(String id) {
        eventually("worker '" + id + "' is gone", () -> runner().status(id), Optional::isEmpty);
    }

    static long serviceId(ServiceRegistration<?> registration) {
        return (Long) registration.getReference().getProperty("service.id");
    }

    // ---- before and after

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        storage = Files.createTempDirectory("felix");
        container = Container.start(storage, properties);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        // What is still to be said of the test before is not this one's.
        warnings();
        log().clear();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        gates.forEach(Gate::open);
        factories.forEach(TestFactory::endAll);
        for (Bundle bundle : installed) {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        }
        for (Configuration configuration : configured) {
            deleteIfThere(configuration);
        }
        List.of(gates, factories, installed, configured).forEach(List::clear);
        assertThatNothingIsLeft();
    }

    private static void deleteIfThere(Configuration configuration) throws IOException {
        try {
            configuration.delete();
        } catch (IllegalStateException deletedByTheTest) {
            // As it should be.
        }
    }

    private void assertThatNothingIsLeft() {
        eventually("no factory is left", () -> whiteboard().factories(), List::isEmpty);
        eventually(
                "the default runner is alone, alive and empty",
                this::runnersAndWorkers,
                Map.of(WorkerFactory.DEFAULT_RUNNER, "running[]")::equals);
    }

    private Map<String, String> runnersAndWorkers() {
        Map<String, String> all = new HashMap<>();
        for (ServiceReference<Runner> reference : references(Runner.class, null)) {
            Runner runner = context().getService(reference);
            if (runner != null) {
                all.put(
                        String.valueOf(reference.getProperty(Runner.RUNNER_NAME)),
                        runner.state().toString() + runner.workerIds());
            }
        }
        return all;
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        container.close();
        try (Stream<Path> files = Files.walk(storage)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(storage).doesNotExist();
    }
}
