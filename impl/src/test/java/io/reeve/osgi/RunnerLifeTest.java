// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.osgi.Puppets.Puppet;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runners come, change, die and go; this bundle stops. */
@Timeout(120)
class RunnerLifeTest {
    private static final String FATAL = "java.util.NoSuchElementException";

    private final Scene scene = new Scene();
    private final Puppets puppets = new Puppets();

    @AfterEach
    void close() {
        scene.close();
    }

    private static RuntimeException fatal() {
        return new java.util.NoSuchElementException("fatal");
    }

    // ---- configuration

    @Test
    @DisplayName("OC-13 the default runner is a service with no configuration at all")
    void defaultRunner() {
        Runner runner = scene.runner("default");

        assertThat(runner).isInstanceOf(Reporter.class);
        assertThat(scene.framework.registered)
                .filteredOn(entry -> entry.service() == runner)
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.properties().get("runner.name")).isEqualTo("default"));
    }

    @Test
    void aRunnerThatIsConfiguredTakesTheFactoriesThatWaitForIt() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a", "worker.runner", "r");
        scene.configures("io.reeve.runner~r");

        assertThat(puppets.running().runner).isEqualTo("r");
        scene.expect(service, State.ACTIVE);
        assertThat(scene.runner("r").workerIds()).containsExactly("a");
    }

    @Test
    void aRunnerWhoseConfigurationIsRemovedEndsAndItsFactoriesWait() {
        scene.configures("io.reeve.runner~r");
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a", "worker.runner", "r");
        puppets.running();

        scene.board.unconfigure("io.reeve.runner~r");

        scene.expect(service, State.UNASSIGNED);
        Eventually.is("let go", () -> service.uses() == 0 && puppets.alive().isEmpty());
        Eventually.is("no service", () -> scene.runners("r").isEmpty());
        Eventually.holds(() -> assertThat(scene.reason(service)).contains("io.reeve.runner~r"));
    }

    @Test
    @DisplayName("OC-3 a changed configuration restarts nothing and holds from the next end on")
    void changedConfiguration() {
        scene.configures("io.reeve.runner", "worker.restart.delay", "1h");
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        Puppet worker = puppets.running();
        Runner runner = scene.runner("default");

        scene.configures("io.reeve.runner", "worker.restart.delay", "0", "stop.grace", "7s");

        assertThat(worker.isKilled()).isFalse();
        assertThat(scene.runner("default")).isSameAs(runner);
        worker.fail(new IllegalStateException("once"));
        Eventually.is("restarted at once", () -> puppets.started() == 2);
        scene.expect(service, State.ACTIVE);
        assertThat(runner.status("a").orElseThrow().generation()).isEqualTo(2);
    }

    @Test
    @DisplayName("OC-3 what a factory leaves open follows the configuration, what it says does not")
    void partlyOwnPolicy() {
        scene.configures("io.reeve.runner", "worker.restart.delay", "1h");
        scene.arrives(puppets, "worker.id", "a", "worker.restart.when", "always");
        puppets.running();

        scene.configures("io.reeve.runner", "worker.restart.delay", "0", "worker.restart.when", "never");
        puppets.running().finish();

        Eventually.is("restarted at once", () -> puppets.started() == 2);
    }

    @Test
    void ofTwoConfigurationsOfOneRunnerTheFirstCountsAndTheOtherTakesOver() {
        scene.configures("io.reeve.runner~r", "worker.restart.when", "never");
        scene.configures("io.reeve.runner.8f3c", "runner.name", "r", "worker.restart.delay", "0");
        scene.expectComplaint("io.reeve.runner.8f3c is not used");
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a", "worker.runner", "r");
        Puppet worker = puppets.running();

        scene.board.unconfigure("io.reeve.runner~r");

        assertThat(worker.isKilled()).isFalse();
        worker.fail(new IllegalStateException("retried by the second"));
        Eventually.is("restarted", () -> puppets.started() == 2);
        scene.expect(service, State.ACTIVE);
    }

    @Test
    void aRenamedRunnerLeavesItsFactoriesAndTakesThoseOfItsNewName() {
        scene.configures("io.reeve.runner.1", "runner.name", "r");
        Puppets others = new Puppets();
        FakeService<WorkerFactory> old = scene.arrives(puppets, "worker.id", "a", "worker.runner", "r");
        FakeService<WorkerFactory> next = scene.arrives(others, "worker.id", "a", "worker.runner", "s");
        puppets.running();

        scene.configures("io.reeve.runner.1", "runner.name", "s");

        others.running();
        scene.expect(next, State.ACTIVE);
        scene.expect(old, State.UNASSIGNED);
        Eventually.is("let go", () -> old.uses() == 0);
        Eventually.is(
                "services",
                () -> scene.runners("r").isEmpty() && scene.runners("s").size() == 1);
    }

    @Test
    void aRunnerThatIsRemovedAndConfiguredAgainWaitsForTheWorkersOfTheOldOne() {
        scene.configures("io.reeve.runner~r", "stop.grace", "1h");
        Puppets deaf = Puppets.deaf();
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a", "worker.runner", "r");
        Puppet old = deaf.running();
        scene.board.unconfigure("io.reeve.runner~r");
        scene.configures("io.reeve.runner~r", "stop.grace", "1h");
        Eventually.is("asked to stop", old::isKilled);
        scene.expect(service, State.WAITING);
        assertThat(deaf.alive()).containsExactly(old);

        deaf.hearAgain();

        Eventually.is("started again", () -> deaf.started() == 2);
        scene.expect(service, State.ACTIVE);
        Eventually.is("balanced", () -> service.uses() == 1);
        scene.runner("r");
    }

    @Test
    @DisplayName("R-23 an id has one worker at a time, also when its former runner was given up")
    void oneWorkerPerIdAfterAGrace() {
        scene.configures("io.reeve.runner~r", "stop.grace", "1ms");
        Puppets deaf = Puppets.deaf();
        Puppets other = new Puppets();
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a", "worker.runner", "r");
        scene.arrives(other, "worker.id", "b", "worker.runner", "r");
        Puppet old = deaf.running();
        other.running();
        scene.board.unconfigure("io.reeve.runner~r");
        scene.configures("io.reeve.runner~r", "stop.grace", "1ms");
        Eventually.is("others go on", () -> other.started() == 2);

        assertThat(deaf.alive()).containsExactly(old);
        deaf.hearAgain();
        Eventually.is("started again", () -> deaf.started() == 2);
        scene.expect(service, State.ACTIVE);
    }

    @Test
    void aConfigurationThatMakesNoSenseIsComplainedOfUnderItsPid() {
        scene.configures("io.reeve.runner~r", "stop.graze", "1s", "fatal.action", "explode");

        scene.expectComplaint("configuration io.reeve.runner~r: there is no property stop.graze");
        scene.expectComplaint("configuration io.reeve.runner~r: fatal.action is 'explode'");
        scene.runner("r");
    }

    @Test
    void aConfigurationThatIsRemovedTwiceOrWasNeverThereIsIgnored() {
        scene.board.unconfigure("io.reeve.runner~r");
        scene.configures("io.reeve.runner~r");
        scene.board.unconfigure("io.reeve.runner~r");
        scene.board.unconfigure("io.reeve.runner~r");

        Eventually.is("no service", () -> scene.runners("r").isEmpty());
    }

    // ---- fatal ends

    @Test
    @DisplayName("by default no error is fatal")
    void nothingIsFatal() {
        scene.configures("io.reeve.runner", "worker.restart.delay", "0");
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running().fail(new StackOverflowError());

        Eventually.is("restarted", () -> puppets.started() == 2);
        scene.expect(service, State.ACTIVE);
    }

    @Test
    void aRunnerThatDiedStaysDeadQueryableAndLoud() {
        scene.configures("io.reeve.runner", "fatal.errors", FATAL);
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        Puppets others = new Puppets();
        FakeService<WorkerFactory> other = scene.arrives(others, "worker.id", "b");
        others.running();
        RuntimeException error = fatal();
        puppets.running().fail(error);

        scene.expectComplaint("it stays dead");
        Eventually.is("dead", () -> scene.runner("default").state() == Runner.State.DEAD);
        assertThat(scene.runner("default").failure()).containsSame(error);
        scene.expect(service, State.UNASSIGNED);
        scene.expect(other, State.UNASSIGNED);
        assertThat(scene.reason(other)).contains("NoSuchElementException", "configuration");
        Eventually.is("let go", () -> service.uses() == 0 && other.uses() == 0);
        assertThat(others.alive()).isEmpty();
    }

    @Test
    void aChangedConfigurationStartsADeadRunnerAnew() {
        scene.configures("io.reeve.runner", "fatal.errors", FATAL);
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        Runner dead = scene.runner("default");
        puppets.running().fail(fatal());
        scene.expectComplaint("stays dead");

        scene.configures("io.reeve.runner", "fatal.errors", "");

        Eventually.is("started again", () -> puppets.started() == 2);
        scene.expect(service, State.ACTIVE);
        Eventually.is("another service", () -> scene.runner("default") != dead);
        assertThat(scene.runner("default").state()).isEqualTo(Runner.State.RUNNING);
    }

    @Test
    void aRunnerIsStartedAnewIfThatIsConfigured() {
        scene.configures(
                "io.reeve.runner", "fatal.errors", FATAL, "fatal.action", "restart", "worker.restart.delay", "1ms");
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        Puppets others = new Puppets();
        FakeService<WorkerFactory> other = scene.arrives(others, "worker.id", "b");
        others.running();

        puppets.running().fail(fatal());

        Eventually.is("both again", () -> puppets.started() == 2 && others.started() == 2);
        scene.expect(service, State.ACTIVE);
        scene.expect(other, State.ACTIVE);
        scene.expectComplaint("a new one starts in 1 ms");
        Eventually.is("balanced", () -> service.uses() == 1 && other.uses() == 1);
        Eventually.is("its service", () -> scene.runner("default").state() == Runner.State.RUNNING);
    }

    @Test
    void theFrameworkIsStoppedIfThatIsConfigured() {
        scene.configures("io.reeve.runner", "fatal.errors", "*", "fatal.action", "stop-framework");
        scene.arrives(puppets, "worker.id", "a");

        puppets.running().fail(fatal());

        Eventually.is("stopped", () -> scene.framework.stopRequests.get() == 1);
        scene.expectComplaint("the framework is stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stay-dead", "restart", "stop-framework"})
    void aDeafWorkerDoesNotKeepAFatalEndFromItsConsequences(String action) {
        scene.configures(
                "io.reeve.runner",
                "fatal.errors",
                FATAL,
                "fatal.action",
                action,
                "stop.grace",
                "10ms",
                "worker.restart.delay",
                "1ms");
        scene.arrives(Puppets.deaf(), "worker.id", "deaf");
        scene.arrives(puppets, "worker.id", "a");

        puppets.running().fail(fatal());

        scene.expectComplaint("of a fatal error");
        switch (action) {
            case "restart" -> Eventually.is("started again", () -> puppets.started() == 2);
            case "stop-framework" -> Eventually.is("stopped", () -> scene.framework.stopRequests.get() == 1);
            default -> {}
        }
    }

    @Test
    void aRunnerThatSomebodyKilledIsComplainedOf() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();

        scene.runner("default").kill();

        scene.expectComplaint("was killed");
        scene.expect(service, State.UNASSIGNED);
        Eventually.is("let go", () -> service.uses() == 0);
        scene.configures("io.reeve.runner");
        Eventually.is("started again", () -> puppets.started() == 2);
    }

    @Test
    void aFatalErrorWhoseTextCannotBeHadHoldsUpNobody() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        RuntimeException mute = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                inside.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return "mute";
            }
        };
        scene.configures("io.reeve.runner~r", "fatal.errors", "*");
        Puppets deaf = Puppets.deaf();
        scene.arrives(deaf, "worker.id", "a", "worker.runner", "r");
        FakeService<WorkerFactory> deafOne = scene.arrives(deaf, "worker.id", "b", "worker.runner", "r");
        Eventually.is("both run", () -> deaf.started() == 2);
        Puppet worker = deaf.alive().stream()
                .filter(puppet -> puppet.id.equals("a"))
                .findFirst()
                .orElseThrow();
        worker.fail(mute);
        try {
            // Whoever wants to know its text by now is held up.
            Eventually.is("asked for its text", () -> inside.getCount() == 0);
            Thread others = Eventually.inBackground(() -> {
                scene.departs(deafOne);
                scene.arrives(puppets, "worker.id", "a");
                return scene.board.factories();
            });
            Eventually.ends(others);
            puppets.running();
        } finally {
            go.countDown();
        }
    }

    @Test
    void anErrorWhoseTextBlocksDoesNotKeepTheFrameworkFromBeingStopped() {
        CountDownLatch go = new CountDownLatch(1);
        scene.configures("io.reeve.runner", "fatal.errors", "*", "fatal.action", "stop-framework");
        scene.arrives(puppets, "worker.id", "a");
        puppets.running().fail(new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                if (Thread.currentThread().getName().startsWith("reeve/whiteboard-log")) {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                return "mute";
            }
        });
        try {
            Eventually.is("stopped", () -> scene.framework.stopRequests.get() == 1);
        } finally {
            go.countDown();
        }
    }

    // ---- the end of this bundle

    @Test
    @DisplayName("OC-2 closing ends all workers and lets all services go, whatever the component runtime did")
    void closing() {
        scene.configures("io.reeve.runner~r");
        FakeService<WorkerFactory> one = scene.arrives(puppets, "worker.id", "a");
        FakeService<WorkerFactory> two = scene.arrives(puppets, "worker.id", "a", "worker.runner", "r");
        Eventually.is("both run", () -> puppets.started() == 2);
        List<Runner> runners = List.of(scene.runner("default"), scene.runner("r"));

        scene.board.close();

        assertThat(runners).allMatch(runner -> runner.state() == Runner.State.DEAD);
        assertThat(puppets.alive()).isEmpty();
        Eventually.is("let go", () -> one.uses() == 0 && two.uses() == 0);
        assertThat(scene.complaints()).isEmpty();
    }

    @Test
    void afterTheCloseNothingStarts() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();
        scene.board.close();

        FakeService<WorkerFactory> late = scene.arrives(puppets, "worker.id", "b");
        scene.configures("io.reeve.runner~r");
        scene.configures("io.reeve.runner", "worker.restart.delay", "0");
        scene.changes(service, "worker.id", "c");
        scene.departs(service);
        scene.departs(late);
        scene.board.allDeparted();
        scene.board.unconfigure("io.reeve.runner~r");
        scene.board.close();

        assertThat(puppets.started()).isOne();
        assertThat(late.uses()).isZero();
    }

    @Test
    void closingWithDeafWorkersLastsOneGrace() {
        scene.configures("io.reeve.runner", "stop.grace", "10ms");
        scene.configures("io.reeve.runner~r", "stop.grace", "10ms");
        Puppets deaf = Puppets.deaf();
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        scene.arrives(deaf, "worker.id", "a", "worker.runner", "r");
        Eventually.is("both run", () -> deaf.started() == 2);

        scene.board.close();

        assertThat(deaf.alive()).hasSize(2);
        scene.framework.contextIsInvalid = true;
        deaf.hearAgain();
        Eventually.is("ended", () -> deaf.alive().isEmpty());
        assertThat(service.excess()).isZero();
    }

    @Test
    void whoSurvivesACloseIsReportedEachTime() {
        for (int i = 0; i < 200; i++) {
            try (Scene another = new Scene()) {
                Puppets deaf = Puppets.deaf();
                another.configures("io.reeve.runner", "stop.grace", "1ms");
                another.arrives(deaf, "worker.id", "a");
                deaf.running();
                another.board.close();
                another.expectComplaint("not ended");
            }
        }
    }
}
