// SPDX-License-Identifier: Apache-2.0
package io.reeve.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.dependency.Manifold;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.Restart;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SupervisionHealthCheckTest {
    private static final Restart LATER = Restart.after(Duration.ofHours(1));
    private static final WorkerFactory FAILING = context -> {
        throw new IOException("line\ncut");
    };

    private final SupervisionHealthCheck check = new SupervisionHealthCheck();
    private final List<Worker> started = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void end() {
        over.countDown();
        started.forEach(Worker::kill);
    }

    private WorkerRunner runner(RunnerParams.Builder params) {
        WorkerRunner runner = WorkerRunner.start(params.build());
        started.add(runner);
        check.addRunner(runner);
        return runner;
    }

    private static RunnerParams.Builder lenient() {
        return RunnerParams.builder("r").isFatal(error -> false);
    }

    /** What the check says by then: the journal comes a little later than the state. */
    private void expect(Status status, String... words) {
        await().untilAsserted(() -> {
            Result result = check.execute();
            assertThat(result.getStatus()).isEqualTo(status);
            assertThat(lines(result)).anySatisfy(line -> assertThat(line).contains(words));
        });
    }

    private static List<String> lines(Result result) {
        return StreamSupport.stream(result.spliterator(), false)
                .map(entry -> entry.getStatus() + " " + entry.getMessage())
                .toList();
    }

    private static Worker idle() {
        return ScriptedWorker.obedient();
    }

    @Test
    @DisplayName("OC-18 a container without runners and engines is warned of")
    void nobody() {
        expect(Status.WARN, "there is no runner and no engine", "io.reeve.impl");
    }

    @Test
    @DisplayName("OC-18 who runs is well, also one that has failed before; whose service goes is not looked at")
    void well() {
        WorkerRunner runner = runner(lenient());
        runner.startWorker(
                "a",
                context -> {
                    if (context.generation() == 1) {
                        throw new IOException("first");
                    }
                    return idle();
                },
                Restart.after(Duration.ZERO));
        runner.worker("a").join();

        expect(Status.OK, "runner 'r': 1 worker, all well");

        runner.kill();
        expect(Status.CRITICAL, "runner 'r' is d", "it was killed");
        check.removeRunner(runner);
        expect(Status.WARN, "there is no runner");
    }

    @Test
    @DisplayName("OC-18 who failed and waits for its restart is warned of, with id, rule and error on one line")
    void failing() {
        WorkerRunner runner = runner(lenient());
        runner.startWorker("a", FAILING, LATER);
        runner.startWorker("b", context -> idle());

        expect(
                Status.WARN,
                "WARN runner 'r': worker 'a' is stopped",
                "rule on-failure",
                "java.io.IOException: line cut");
        expect(Status.WARN, "OK runner 'r': 2 workers, 1 not well");
    }

    @Test
    @DisplayName("OC-18 who was given up is critical, with the budget and the error")
    void givenUp() {
        runner(lenient())
                .startWorker(
                        "a",
                        FAILING,
                        Restart.builder()
                                .delay(Duration.ZERO)
                                .budget(1, Duration.ofHours(1))
                                .build());

        expect(
                Status.CRITICAL,
                "CRITICAL runner 'r': worker 'a' is given up",
                "budget",
                "java.io.IOException: line cut");
    }

    @Test
    @DisplayName("OC-18 who was abandoned is critical; a deaf worker holds the check up neither before nor then")
    void abandoned() {
        WorkerRunner runner = runner(lenient().stopTimeout(Duration.ofMillis(2)));
        ScriptedWorker deaf = ScriptedWorker.deaf();
        runner.startWorker("a", context -> deaf);
        runner.worker("a").join();
        var unused = runner.stopWorker("a");

        expect(Status.CRITICAL, "CRITICAL runner 'r': worker 'a' is abandoned");
        deaf.end();
        expect(Status.OK, "0 workers, all well");
    }

    @Test
    @DisplayName("OC-18 a runner that died of a fatal error is critical, with who failed and with what")
    void dead() {
        runner(RunnerParams.builder("r")).startWorker("a", FAILING);

        expect(Status.CRITICAL, "runner 'r' is dead: worker 'a' failed fatally: java.io.IOException: line cut");
    }

    @Test
    @DisplayName("OC-18 the manifolds of engines are looked at in the same way")
    void engines() {
        DependencyEngine engine =
                DependencyEngine.start(EngineParams.builder("e").restart(LATER).build());
        started.add(engine);
        check.addEngine(engine);
        engine.install("fine", (Manifold) inputs -> idle());
        engine.install("broken", (Manifold) inputs -> {
            throw new IOException("line cut");
        });

        expect(Status.WARN, "WARN engine 'e': manifold 'broken' is stopped", "java.io.IOException: line cut");
        check.removeEngine(engine);
        expect(Status.WARN, "no engine");
    }

    @Test
    @DisplayName("OC-18 of many that fail some are named and the rest counted, the worst first")
    void many() {
        WorkerRunner runner = runner(lenient());
        for (int i = 0; i < 50; i++) {
            runner.startWorker("w" + i, FAILING, LATER);
        }
        runner.startWorker(
                "worst",
                FAILING,
                Restart.builder()
                        .delay(Duration.ZERO)
                        .budget(1, Duration.ofHours(1))
                        .build());

        expect(Status.CRITICAL, "WARN runner 'r': and 31 more");
        List<String> lines = lines(check.execute());
        assertThat(lines).hasSize(22);
        assertThat(lines.get(1)).contains("'worst'");
    }

    private record Stubborn(CountDownLatch over, CompletableFuture<Void> end) implements Worker, Reporter {
        @Override
        public void kill() {
            end.complete(null);
        }

        @Override
        public CompletionStage<Void> completion() {
            return end;
        }

        @Override
        public Map<String, Object> report() {
            try {
                over.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return Map.of();
        }
    }

    /** Its text can be had once, by whoever judges it. */
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient CountDownLatch over;

        Mute(CountDownLatch over) {
            this.over = over;
        }

        @Override
        public String getMessage() {
            if (Thread.currentThread().getName().equals("health")) {
                new Stubborn(over, new CompletableFuture<>()).report();
            }
            return "mute";
        }
    }

    @Test
    @DisplayName("OC-18 a report that hangs, a start that hangs and an error that does not give its text hang nobody")
    void hangs() throws Exception {
        WorkerRunner runner = runner(lenient());
        runner.startWorker("reporter", context -> new Stubborn(over, new CompletableFuture<>()));
        runner.startWorker(
                "mute",
                context -> {
                    throw new Mute(over);
                },
                LATER);
        runner.startWorker("starting", context -> {
            over.await();
            return idle();
        });
        runner.worker("reporter").join();
        expect(Status.WARN, "'mute'", "Mute");

        CompletableFuture<Result> result = new CompletableFuture<>();
        Thread health = new Thread(() -> result.complete(check.execute()), "health");
        health.start();

        assertThat(result.join().getStatus()).isEqualTo(Status.WARN);
    }
}
