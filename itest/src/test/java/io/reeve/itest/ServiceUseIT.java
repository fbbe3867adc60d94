// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;

/** Factory services are given back, when their workers have ended and whatever their code does. */
final class ServiceUseIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    /** What the code of a factory does. */
    private static final List<Named<WorkerFactory>> CONDUCTS = List.of(
            Named.of("behaves", context -> TestWorker.obedient()),
            Named.of("start throws", context -> {
                throw new IllegalStateException("on purpose");
            }),
            Named.of("start throws an Error", context -> {
                throw new StackOverflowError("on purpose");
            }),
            Named.of("start returns null", context -> null),
            Named.of("kill throws", context -> new TestWorker(false) {
                @Override
                public void kill() {
                    super.kill();
                    throw new IllegalStateException("on purpose");
                }
            }),
            Named.of("fails at once", context -> {
                TestWorker worker = TestWorker.obedient();
                worker.fail(new IllegalStateException("on purpose"));
                return worker;
            }),
            Named.of("completion() throws", context -> new Worker() {
                @Override
                public void kill() {}

                @Override
                public CompletionStage<Void> completion() {
                    throw new IllegalStateException("on purpose");
                }
            }));

    /** How a factory loses its worker while it stays registered. */
    enum Loss {
        REFUSED {
            @Override
            void happenTo(ServiceRegistration<WorkerFactory> service) {
                service.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "", "worker.runner", "side")));
                felix.awaitState(service, FactoryStatus.State.REFUSED);
            }
        },
        SHADOWED {
            @Override
            void happenTo(ServiceRegistration<WorkerFactory> service) throws Exception {
                felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "side", "service.ranking", 1));
                felix.awaitState(service, FactoryStatus.State.SHADOWED);
            }
        },
        WITHOUT_RUNNER {
            @Override
            void happenTo(ServiceRegistration<WorkerFactory> service) throws Exception {
                configuration.delete();
                felix.awaitState(service, FactoryStatus.State.UNASSIGNED);
            }
        },
        WITHOUT_WHITEBOARD {
            @Override
            void happenTo(ServiceRegistration<WorkerFactory> service) throws Exception {
                felix.impl().stop();
            }

            @Override
            void undo() throws Exception {
                felix.impl().start();
            }
        };

        abstract void happenTo(ServiceRegistration<WorkerFactory> service) throws Exception;

        void undo() throws Exception {}
    }

    /** That of the runner 'side'. */
    private static Configuration configuration;

    static Stream<Arguments> everyConductAndLoss() {
        return CONDUCTS.stream().flatMap(conduct -> Stream.of(Loss.values()).map(loss -> Arguments.of(conduct, loss)));
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @MethodSource("everyConductAndLoss")
    @DisplayName("OC-11 a factory that lost its worker is used by nobody, whatever its code did")
    void factoryIsGivenBack(WorkerFactory conduct, Loss loss) throws Exception {
        configuration = felix.configure("side", Map.of("worker.restart.delay", "1h"));
        felix.runner("side");
        AtomicInteger calls = new AtomicInteger();
        ServiceRegistration<WorkerFactory> service = felix.publish(
                context -> {
                    calls.incrementAndGet();
                    return conduct.start(context);
                },
                Map.of("worker.id", "w", "worker.runner", "side"));
        eventually("it was called", () -> calls.get() == 1);
        eventually(
                "the start is over",
                () -> felix.runner("side").status("w").orElseThrow().state() != WorkerStatus.State.STARTING);

        loss.happenTo(service);

        eventually("nobody uses it", () -> service.getReference().getUsingBundles() == null);
        loss.undo();
    }

    @Test
    @DisplayName("OC-11 a running worker's factory is in use, and given back only after the worker has ended")
    void givenBackAfterTheEnd() throws Exception {
        CountingService service = new CountingService(felix.factory().deaf());
        Bundle bundle = felix.bundle();
        ServiceRegistration<WorkerFactory> registration = register(bundle, service);
        felix.awaitStarted("w");
        assertThat(registration.getReference().getUsingBundles()).containsExactly(felix.impl());

        registration.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "")));
        felix.awaitWorker("default", "w", WorkerStatus.State.STOPPING);
        felix.publish("witness", felix.factory());
        felix.awaitStarted("witness");
        assertThat(service.ungets).hasValue(0);
        service.factory.endAll();

        eventually("it is given back", () -> registration.getReference().getUsingBundles() == null);
        assertThat(service.ungets).hasValue(service.gets.get());
    }

    @Test
    @DisplayName("OC-11 a shadowed factory is given back once its worker has ended and got again for the next")
    void gotAgainForTheNext() throws Exception {
        CountingService service = new CountingService(felix.factory());
        ServiceRegistration<WorkerFactory> registration = register(felix.bundle(), service);
        felix.awaitStarted("w");
        ServiceRegistration<WorkerFactory> winner =
                felix.publish(felix.factory(), Map.of("worker.id", "w", "service.ranking", 1));
        felix.awaitState(registration, FactoryStatus.State.SHADOWED);
        eventually("it is given back", () -> registration.getReference().getUsingBundles() == null);

        winner.unregister();

        felix.awaitState(registration, FactoryStatus.State.ACTIVE);
        eventually("it runs again", () -> service.factory.workers().stream().anyMatch(w -> !w.hasEnded()));
        assertThat(service.gets.get()).isEqualTo(service.ungets.get() + 1);
    }

    @Test
    @DisplayName("a service whose ServiceFactory throws is visible as failed, with a warning, and harms nobody")
    void serviceFactoryThrows() throws Exception {
        Bundle bundle = felix.bundle();
        ServiceRegistration<WorkerFactory> registration = register(bundle, new ServiceFactory<WorkerFactory>() {
            @Override
            public WorkerFactory getService(Bundle user, ServiceRegistration<WorkerFactory> service) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void ungetService(Bundle user, ServiceRegistration<WorkerFactory> service, WorkerFactory factory) {}
        });

        awaitVisibleFailure(registration);

        felix.publish("neighbour", felix.factory());
        felix.awaitStarted("neighbour");
        registration.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "")));
        felix.awaitState(registration, FactoryStatus.State.REFUSED);
        eventually("nobody uses it", () -> registration.getReference().getUsingBundles() == null);
    }

    @Test
    @DisplayName("a service whose ServiceFactory returns null is visible as failed, with a warning")
    void serviceFactoryReturnsNull() throws Exception {
        ServiceRegistration<WorkerFactory> registration = register(felix.bundle(), new ServiceFactory<WorkerFactory>() {
            @Override
            public WorkerFactory getService(Bundle user, ServiceRegistration<WorkerFactory> service) {
                return null;
            }

            @Override
            public void ungetService(Bundle user, ServiceRegistration<WorkerFactory> service, WorkerFactory factory) {}
        });

        awaitVisibleFailure(registration);
    }

    @Test
    @DisplayName("OC-11 an ungetService that throws harms nobody")
    void ungetThrows() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> registration = register(felix.bundle(), new ServiceFactory<WorkerFactory>() {
            @Override
            public WorkerFactory getService(Bundle user, ServiceRegistration<WorkerFactory> service) {
                return factory;
            }

            @Override
            public void ungetService(Bundle user, ServiceRegistration<WorkerFactory> service, WorkerFactory got) {
                throw new IllegalStateException("on purpose");
            }
        });
        felix.awaitStarted("w");

        try (Console console = Console.watch()) {
            registration.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "")));
            felix.awaitGone("w");
            felix.awaitState(registration, FactoryStatus.State.REFUSED);
            eventually("nobody uses it", () -> registration.getReference().getUsingBundles() == null);
            eventually("the framework complains", () -> console.text().contains("on purpose"));
        }

        felix.publish("w", felix.factory());
        felix.awaitStarted("w");
    }

    /** Either the whiteboard or the runner says that it does not work, and why. */
    private static void awaitVisibleFailure(ServiceRegistration<WorkerFactory> registration) {
        eventually("the failure is visible", () -> {
            boolean reason = felix.status(Felix.serviceId(registration))
                    .filter(status -> !status.reason().isEmpty())
                    .isPresent();
            boolean failure = felix.runner()
                    .status("w")
                    .filter(status -> status.lastFailure() != null)
                    .isPresent();
            return reason || failure;
        });
        felix.log().theWarningAbout(registration);
    }

    private static ServiceRegistration<WorkerFactory> register(Bundle bundle, ServiceFactory<WorkerFactory> service) {
        return bundle.getBundleContext()
                .registerService(
                        WorkerFactory.class,
                        service,
                        FrameworkUtil.asDictionary(Map.of("worker.id", "w", "worker.restart.delay", "1h")));
    }

    /** Counts how often it is got and given back. */
    private static final class CountingService implements ServiceFactory<WorkerFactory> {
        final AtomicInteger gets = new AtomicInteger();
        final AtomicInteger ungets = new AtomicInteger();
        final TestFactory factory;

        CountingService(TestFactory factory) {
            this.factory = factory;
        }

        @Override
        public WorkerFactory getService(Bundle user, ServiceRegistration<WorkerFactory> service) {
            gets.incrementAndGet();
            return factory;
        }

        @Override
        public void ungetService(Bundle user, ServiceRegistration<WorkerFactory> service, WorkerFactory got) {
            ungets.incrementAndGet();
        }
    }
}
