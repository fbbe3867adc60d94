// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/** Factories, workers and reporters that do what they must not. A neighbour runs beside each and does not notice. */
final class BrokenFactoryIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    /** What {@link #failureOf} published last. */
    private static ServiceRegistration<WorkerFactory> published;

    @Test
    @DisplayName("a start that throws is one warning with the service and a visible failure")
    void startThrows() throws Exception {
        IOException error = new IOException("no disk");

        WorkerStatus status = failureOfStart(context -> {
            throw error;
        });

        assertThat(status.lastFailure()).isSameAs(error);
    }

    @Test
    @DisplayName("so is one that throws an Error")
    void startThrowsError() throws Exception {
        Error error = new NoClassDefFoundError("com/example/Gone");

        assertThat(failureOfStart(context -> {
                            throw error;
                        })
                        .lastFailure())
                .isSameAs(error);
    }

    @Test
    @DisplayName("so is one that returns null")
    void startReturnsNull() throws Exception {
        assertThat(failureOfStart(context -> null).lastFailure())
                .isInstanceOf(BrokenWorkerException.class)
                .hasMessageContaining("'w'")
                .hasMessageContaining("'default'");
    }

    @Test
    @DisplayName("a worker without a completion stage is a visible failure, and loud")
    void noCompletion() throws Exception {
        assertThat(failureOf(context -> worker(() -> null)).lastFailure())
                .isInstanceOf(BrokenWorkerException.class)
                .hasMessageContaining("'w'");
    }

    @Test
    @DisplayName("so is a worker whose completion() throws")
    void completionThrows() throws Exception {
        assertThat(failureOf(context -> worker(() -> {
                            throw new IllegalStateException("on purpose");
                        }))
                        .lastFailure())
                .hasStackTraceContaining("on purpose");
    }

    @Test
    @DisplayName("so is a worker that fails before start returns, with a chain of wrappers around the cause")
    void wrappedFailure() throws Exception {
        IOException error = new IOException("no disk");

        WorkerStatus status = failureOf(context -> worker(() -> CompletableFuture.failedFuture(
                new CompletionException(new ExecutionException(new CompletionException(error))))));

        assertThat(status.lastFailure()).isSameAs(error);
    }

    @Test
    @DisplayName("so is a start that throws without a message")
    void failureWithoutMessage() throws Exception {
        assertThat(failureOfStart(context -> {
                            throw new NullPointerException();
                        })
                        .lastFailure())
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    @DisplayName("a start that never returns shows as starting and does not hold up anybody, nor the end of its bundle")
    void startNeverReturns() throws Exception {
        Gate gate = felix.gate();
        WorkerStatus neighbour = neighbour();
        ServiceRegistration<WorkerFactory> service =
                felix.publish("w", felix.factory().first(context -> gate.passDeaf()));
        gate.awaitSomebody();

        assertThat(felix.awaitWorker("default", "w", WorkerStatus.State.STARTING)
                        .generation())
                .isEqualTo(1);
        felix.publish("later", felix.factory());
        felix.awaitStarted("later");
        service.getReference().getBundle().stop();

        assertThat(felix.runner().status("neighbour")).contains(neighbour);
    }

    @Test
    @DisplayName("a start that has not returned after start.warning is one warning, with the service and the stack")
    void startTakesLong() throws Exception {
        felix.configure("side", Map.of("start.warning", "50ms"));
        felix.runner("side");
        Gate gate = felix.gate();

        ServiceRegistration<WorkerFactory> service = felix.publish(
                felix.factory().first(context -> gate.passDeaf()), Map.of("worker.id", "w", "worker.runner", "side"));

        assertThat(felix.log().theWarningAbout(service)).contains("'w'", "passDeaf");
        gate.open();
        felix.awaitStarted("side", "w");
    }

    @Test
    @DisplayName("a hundred starts that never return do not hold up the next")
    void manyStartsNeverReturn() throws Exception {
        Gate gate = felix.gate();
        Bundle bundle = felix.bundle();
        for (int i = 0; i < 100; i++) {
            felix.publish(bundle, felix.factory().first(context -> gate.passDeaf()), Map.of("worker.id", "stuck-" + i));
        }

        felix.publish("later", felix.factory());

        felix.awaitStarted("later");
    }

    @Test
    @DisplayName("a start may call its runner and the whiteboard")
    void startCallsBack() throws Exception {
        TestFactory other = felix.factory();
        TestFactory factory = felix.factory().first(context -> {
            Runner runner = felix.runner();
            runner.report();
            runner.statuses();
            runner.workerIds();
            felix.whiteboard().factories();
            runner.startWorker("made-by-w", other);
            runner.worker("made-by-w").get();
        });

        felix.publish("w", factory);

        felix.awaitStarted("w");
        felix.awaitStarted("made-by-w");
        felix.runner().stopWorker("made-by-w").toCompletableFuture().get();
    }

    @Test
    @DisplayName("a start may start its own id: that does nothing and says so")
    void startStartsItself() throws Exception {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        TestFactory intruder = felix.factory();
        felix.publish(
                "w",
                felix.factory().first(context -> answer.complete(felix.runner().startWorker("w", intruder))));

        felix.awaitStarted("w");
        assertThat(answer.get()).isFalse();
        assertThat(intruder.starts()).isEmpty();
    }

    @Test
    @DisplayName("a start may stop its own id, and is then forgotten as an operator's stop")
    void startStopsItself() throws Exception {
        TestFactory factory =
                felix.factory().first(context -> felix.whiteboard().stop("default", "w"));
        ServiceRegistration<WorkerFactory> service = felix.publish("w", factory);

        felix.awaitState(service, FactoryStatus.State.STOPPED);
        felix.awaitGone("w");
        assertThat(factory.starts()).hasSize(1);
    }

    @Test
    @DisplayName("a start may publish another factory")
    void startPublishes() throws Exception {
        TestFactory other = felix.factory();
        felix.publish("w", felix.factory().first(context -> felix.publish("child", other)));

        felix.awaitStarted("w");
        felix.awaitStarted("child");
    }

    @Test
    @DisplayName("a start that leaves its thread interrupted harms nobody")
    void startInterruptsItself() throws Exception {
        for (int i = 0; i < 20; i++) {
            felix.publish(
                    "w-" + i,
                    felix.factory().first(context -> Thread.currentThread().interrupt()));
        }

        for (int i = 0; i < 20; i++) {
            felix.awaitStarted("w-" + i);
        }
        assertThat(felix.warnings("Interrupted")).isEmpty();
    }

    @Test
    @DisplayName("a kill that throws is a warning, and the worker's end counts all the same")
    void killThrows() throws Exception {
        TestFactory factory = felix.factory().handingOut(() -> new TestWorker(false) {
            @Override
            public void kill() {
                super.kill();
                throw new IllegalStateException("kill is broken");
            }
        });
        ServiceRegistration<WorkerFactory> service = felix.publish("w", factory);
        felix.awaitStarted("w");

        service.unregister();

        felix.awaitGone("w");
        eventually(
                "there is a warning",
                () -> !felix.log().warnings("w", "kill is broken").isEmpty());
    }

    @Test
    @DisplayName("a kill that blocks holds up nobody")
    void killBlocks() throws Exception {
        Gate gate = felix.gate();
        TestFactory factory = felix.factory().handingOut(() -> new TestWorker(true) {
            @Override
            public void kill() {
                gate.passDeaf();
            }
        });
        ServiceRegistration<WorkerFactory> service = felix.publish("w", factory);
        felix.awaitStarted("w");
        TestFactory leaver = felix.factory();
        ServiceRegistration<WorkerFactory> other = felix.publish("leaver", leaver);
        felix.awaitStarted("leaver");

        service.unregister();
        other.unregister();

        gate.awaitSomebody();
        assertThat(leaver.worker().hasEnded()).isTrue();
        felix.publish("later", felix.factory());
        felix.awaitStarted("later");
    }

    @Test
    @DisplayName("reports that throw, are cyclic or hold strange values spoil only their own entry")
    void strangeReports() throws Exception {
        Map<String, Object> cyclic = new HashMap<>();
        cyclic.put("self", cyclic);
        publishReporter("throws", () -> {
            throw new IllegalStateException("report is broken");
        });
        publishReporter("null", () -> null);
        publishReporter("cyclic", () -> cyclic);
        publishReporter(
                "strange",
                () -> Map.of("value", new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("toString is broken");
                    }
                }));
        publishReporter("huge", () -> Map.of("list", Collections.nCopies(1_000_000, "x")));
        publishReporter("fine", () -> Map.of("answer", 42));
        for (String id : List.of("throws", "null", "cyclic", "strange", "huge", "fine")) {
            felix.awaitStarted(id);
        }

        Map<?, ?> workers = (Map<?, ?>) felix.runner().report().get(Reporter.KEY_WORKERS);

        assertThat(workers.toString()).contains("report is broken");
        assertThat(((Map<?, ?>) workers.get("fine")).get(Reporter.KEY_REPORT)).isEqualTo(Map.of("answer", 42));
        for (String id : List.of("throws", "null", "cyclic", "strange", "huge")) {
            assertThat(((Map<?, ?>) workers.get(id)).get(Reporter.KEY_STATE)).isEqualTo("started");
        }
        assertThat(workers.toString().length()).isLessThan(10_000_000);
    }

    @Test
    @DisplayName("a report that blocks is left out, and is no reason for the others to be")
    void blockedReport() throws Exception {
        Gate gate = felix.gate();
        publishReporter("blocked", () -> {
            gate.passDeaf();
            return Map.of();
        });
        publishReporter("fine", () -> Map.of("answer", 42));
        felix.awaitStarted("blocked");
        felix.awaitStarted("fine");

        Map<?, ?> workers = (Map<?, ?>) felix.runner().report().get(Reporter.KEY_WORKERS);

        assertThat(((Map<?, ?>) workers.get("fine")).get(Reporter.KEY_REPORT)).isEqualTo(Map.of("answer", 42));
        assertThat(workers.containsKey("blocked")).isTrue();
    }

    private static void publishReporter(String id, Supplier<Map<String, Object>> report) throws Exception {
        final class Reporting extends TestWorker implements Reporter {
            Reporting() {
                super(false);
            }

            @Override
            public Map<String, Object> report() {
                return report.get();
            }
        }

        felix.publish(id, felix.factory().handingOut(Reporting::new));
    }

    private static Worker worker(Supplier<CompletionStage<Void>> completion) {
        return new Worker() {
            @Override
            public void kill() {}

            @Override
            public CompletionStage<Void> completion() {
                return completion.get();
            }
        };
    }

    private static WorkerStatus neighbour() throws Exception {
        felix.publish("neighbour", felix.factory());
        return felix.awaitStarted("neighbour");
    }

    /** Publishes the factory, waits until its first start has failed, and sees to what is the same for all failures. */
    private static WorkerStatus failureOf(WorkerFactory factory) throws Exception {
        WorkerStatus neighbour = neighbour();
        published = felix.publish(factory, Map.of("worker.id", "w", "worker.restart.delay", "1h"));

        WorkerStatus status = felix.awaitRestartDelay("w");

        assertThat(status.state()).isEqualTo(WorkerStatus.State.STOPPED);
        assertThat(felix.runner().report().toString()).contains("w=");
        eventually("it is loud", () -> !felix.log().warnings("'default'", "'w'").isEmpty());
        assertThat(felix.runner().status("neighbour")).contains(neighbour);
        assertThat(felix.runner().state()).isEqualTo(Runner.State.RUNNING);
        return status;
    }

    /** As {@link #failureOf}, for what the factory itself did: the warning says which service it is. */
    private static WorkerStatus failureOfStart(WorkerFactory factory) throws Exception {
        WorkerStatus status = failureOf(factory);
        felix.log().theWarningAbout(published);
        return status;
    }
}
