// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.DependencyCycleException;
import io.reeve.dependency.EngineDeadException;
import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldExistsException;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.dependency.Output;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class InstallTest {
    @RegisterExtension
    final Stage stage = Stage.plain();

    @Test
    @DisplayName("D-1 a manifold is a class or is built from a start function")
    void manifolds() throws Exception {
        ScriptedWorker worker = ScriptedWorker.obedient();
        Manifold plain = inputs -> worker;
        assertThat(plain.inputs()).isEmpty();
        assertThat(plain.outputs()).isEmpty();
        Throwable error = new Exception();
        assertThat(plain.filter(error)).isSameAs(error);
        stage.engine.install("plain", plain);
        stage.awaitStarted("plain", 1);
    }

    @Test
    @DisplayName("D-10 B-41 each parameter that is wrong is refused with its name and value; zero and none are fine")
    void parameters() {
        assertThatThrownBy(() -> EngineParams.of(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalid config");
        Duration negative = Duration.ofSeconds(-1);
        assertThatThrownBy(() -> EngineParams.builder("e").bounceDelay(negative).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bounceDelay")
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> EngineParams.builder("e").settle(negative).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("settle")
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> Restart.builder().delay(negative).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> Restart.builder().factor(0.5).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.5");
        assertThatThrownBy(() -> Restart.builder().maxDelay(negative).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Restart.builder().resetTime(negative).build())
                .isInstanceOf(IllegalArgumentException.class);
        EngineParams zero = EngineParams.builder("e")
                .bounceDelay(Duration.ZERO)
                .settle(Duration.ZERO)
                .restart(Restart.builder().delay(Duration.ZERO).build())
                .build();
        assertThat(zero.bounceDelay()).isZero();
    }

    @Test
    @DisplayName("D-11 an engine runs at once")
    void runsAtOnce() {
        assertThat(stage.engine.state()).isEqualTo(Runner.State.RUNNING);
        assertThat(stage.engine.report()).containsEntry("state", "started");
        assertThat(stage.engine.name()).isEqualTo(Stage.NAME);
    }

    @Test
    @DisplayName("D-20 a name that is taken is refused, and its manifold is untouched")
    void nameTaken() throws Exception {
        stage.install("a");
        stage.awaitStarted("a", 1);
        assertThatThrownBy(() -> stage.install("a"))
                .isInstanceOf(ManifoldExistsException.class)
                .hasMessageContaining("already installed")
                .hasMessageContaining("'a'")
                .hasMessageContaining(Stage.NAME);
        assertThat(stage.workers("a")).isEqualTo(1);
        assertThat(stage.worker("a").kills()).isZero();
    }

    @Test
    @DisplayName("D-21 B-49 a cycle is refused with its path in order, and nothing changes")
    void cycle() throws Exception {
        stage.install("a", "c");
        stage.install("b", "a");
        assertThatThrownBy(() -> stage.install("c", "b"))
                .isInstanceOfSatisfying(
                        DependencyCycleException.class,
                        refused -> assertThat(refused.path()).containsExactly("c", "b", "a", "c"))
                .hasMessageContaining("'c' needs 'b' needs 'a' needs 'c'");
        assertThat(stage.engine.manifoldNames()).containsExactlyInAnyOrder("a", "b");
        assertThat(stage.engine.missing()).isEqualTo(java.util.Map.of("c", List.of("a")));
        stage.install("c");
        stage.awaitStarted("b", 1);
        assertThatThrownBy(() -> stage.engine.install(
                        "self", stage.manifold("self").needs("self").build()))
                .isInstanceOf(DependencyCycleException.class)
                .hasMessageContaining("'self' needs 'self'");
        assertThat(stage.engine.status("self")).isEmpty();
    }

    @Test
    @DisplayName("D-21 an optional input closes a cycle like any other")
    void optionalCycle() {
        stage.install("a", "b");
        assertThatThrownBy(() -> stage.engine.install(
                        "b", stage.manifold("b").needs(Input.of("a").optional()).build()))
                .isInstanceOf(DependencyCycleException.class);
    }

    @Test
    @DisplayName("D-22 D-84 an unknown input counts as not running until it is installed")
    void unknownInput() throws Exception {
        stage.install("b", "a");
        assertThat(stage.state("b")).isEqualTo(WorkerStatus.State.STOPPED);
        assertThat(stage.entry("b")).containsEntry("error", "\"a\" not running: dependency not available");
        assertThat(stage.status("b").waitingFor()).containsExactly("a");
        assertThat(stage.engine.missing()).containsEntry("a", List.of("b"));
        assertThat(stage.engine.why("b").orElseThrow().root().subject()).contains("'a'");
        assertThat(stage.engine.why("a").orElseThrow().state()).isEqualTo("not installed");
        assertThat(stage.engine.status("a")).isEmpty();
        stage.install("a");
        stage.awaitStarted("b", 1);
        assertThat(stage.engine.missing()).isEmpty();
    }

    @Test
    @DisplayName("D-23 an installation starts at once, does not wait for that, and disturbs nobody")
    void installation() throws Exception {
        stage.install("other");
        stage.awaitStarted("other", 1);
        CountDownLatch open = new CountDownLatch(1);
        stage.atTheEnd(open::countDown);
        stage.installStart("a", inputs -> {
            open.await();
            return ScriptedWorker.obedient();
        });
        stage.untilState("a", WorkerStatus.State.STARTING);
        assertThat(stage.clock.pending()).isZero();
        assertThat(stage.worker("other").kills()).isZero();
        open.countDown();
        stage.awaitStarted("a", 1);
    }

    @Test
    @DisplayName("D-24 B-61 a killed engine refuses, from the return of kill on, and never calls a start function")
    void killed() throws Exception {
        AtomicBoolean called = new AtomicBoolean();
        stage.engine.kill();
        assertThatThrownBy(() -> stage.engine.install("a", inputs -> {
                    called.set(true);
                    return ScriptedWorker.obedient();
                }))
                .isInstanceOf(EngineDeadException.class)
                .hasMessageContaining("shutting down")
                .hasMessageContaining(Stage.NAME);
        assertThatThrownBy(() -> stage.engine.bounce("a")).isInstanceOf(EngineDeadException.class);
        stage.finish();
        assertThatThrownBy(() -> stage.engine.install("a", null)).isInstanceOf(EngineDeadException.class);
        assertThat(called).isFalse();
        assertThat(Stage.errorOf(stage.engine.uninstall("a"))).isNull();
    }

    @Test
    @DisplayName("D-25 manifolds are installed and uninstalled from inside a start function")
    void fromInside() throws Exception {
        stage.install("victim");
        stage.awaitStarted("victim", 1);
        stage.installStart("a", inputs -> {
            stage.install("b", "a");
            stage.engine.uninstall("victim");
            return ScriptedWorker.obedient();
        });
        stage.awaitStarted("b", 1);
        stage.awaitRemoved("victim");
    }

    @Test
    @DisplayName("D-53 a start function may uninstall its own manifold")
    void ownDeparture() throws Exception {
        stage.installStart("a", inputs -> {
            stage.engine.uninstall("a");
            return ScriptedWorker.obedient();
        });
        stage.awaitRemoved("a");
        assertThat(stage.worker("a").kills()).isEqualTo(1);
        assertThat(stage.engine.status("a")).isEmpty();
    }

    @Test
    @DisplayName("B-52 an input that is named twice counts once, and later changes of the lists have no effect")
    void listsAreCopied() throws Exception {
        List<Input> inputs = new ArrayList<>(List.of(Input.of("a"), Input.of("a")));
        List<Output<?>> outputs = new ArrayList<>(List.of(Output.worker(ScriptedWorker.class)));
        Manifold manifold = new Manifold() {
            @Override
            public List<Input> inputs() {
                return inputs;
            }

            @Override
            public List<Output<?>> outputs() {
                return outputs;
            }

            @Override
            public Worker start(Inputs access) throws Exception {
                return stage.manifold("b").build().start(access);
            }
        };
        stage.install("a");
        stage.awaitStarted("a", 1);
        stage.engine.install("b", manifold);
        stage.awaitStarted("b", 1);
        inputs.add(Input.of("x"));
        outputs.clear();
        stage.engine.bounce("a");
        stage.awaitStarted("b", 2);
        assertThat(stage.workers("b")).isEqualTo(2);
        assertThat(stage.entry("b")).containsEntry("inputs", List.of("a"));
        assertThat(stage.status("b").outputs()).containsExactly(ScriptedWorker.class.getName());
    }

    @Test
    @DisplayName("B-52 an input named once as optional and once as required is required, and keeps its type")
    void optionalAndRequired() {
        stage.engine.install(
                "b", stage.manifold("b").uses("a", String.class).needs("a").build());
        assertThat(stage.status("b").inputs()).singleElement().satisfies(input -> {
            assertThat(input.isOptional()).isFalse();
            assertThat(input.type()).isEqualTo("java.lang.String");
        });
    }

    @Test
    @DisplayName("B-54 null and invalid names, manifolds and lists are refused, naming engine and manifold")
    void nullsAndBadNames() {
        Manifold manifold = inputs -> ScriptedWorker.obedient();
        assertThatThrownBy(() -> stage.engine.install(null, manifold)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> stage.engine.install("", manifold))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Stage.NAME);
        assertThatThrownBy(() -> stage.engine.install("a\nb", manifold)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stage.engine.install("a", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("'a'");
        assertThatThrownBy(() -> Manifold.starting(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() ->
                        stage.engine.install("a", stage.manifold("a").needs("").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
        assertThatThrownBy(() -> stage.engine.install("a", declaring(null, List.of())))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("inputs()");
        assertThatThrownBy(() -> stage.engine.install("a", declaring(List.of(), null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("outputs()");
        List<Input> nulls = new ArrayList<>(Arrays.asList((Input) null));
        assertThatThrownBy(() -> stage.engine.install("a", declaring(nulls, List.of())))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> stage.engine.uninstall(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> stage.engine.bounce("nobody")).isInstanceOf(ManifoldNotFoundException.class);
        assertThat(stage.engine.manifoldNames()).isEmpty();
        assertThat(Stage.entry(stage.engine.report(), "a")).isNull();
    }

    private static Manifold declaring(List<Input> inputs, List<Output<?>> outputs) {
        return new Manifold() {
            @Override
            public List<Input> inputs() {
                return inputs;
            }

            @Override
            public List<Output<?>> outputs() {
                return outputs;
            }

            @Override
            public Worker start(Inputs access) {
                throw new AssertionError("is never started");
            }
        };
    }

    @Test
    @DisplayName("B-61 1000 installations that race a kill are refused or fully stopped")
    void installationsRaceAKill() throws Exception {
        for (int round = 0; round < 5; round++) {
            DependencyEngine engine = DependencyEngine.start(EngineParams.of("race"));
            List<ScriptedWorker> workers = new java.util.concurrent.CopyOnWriteArrayList<>();
            CountDownLatch half = new CountDownLatch(100 * (round + 1));
            Thread installer = new Thread(() -> {
                for (int i = 0; i < 1000; i++) {
                    try {
                        engine.install(
                                "n" + i,
                                Manifold.starting(inputs -> {
                                            ScriptedWorker worker = ScriptedWorker.obedient();
                                            workers.add(worker);
                                            return worker;
                                        })
                                        .needs(Input.of("n" + i / 2 + "x").optional())
                                        .build());
                    } catch (EngineDeadException refused) {
                        assertThat(engine.state()).isNotEqualTo(Runner.State.RUNNING);
                    }
                    half.countDown();
                }
            });
            installer.start();
            Stage.reached(half);
            engine.kill();
            assertThat(Stage.errorOf(engine.completion())).isNull();
            installer.join();
            assertThat(workers).allMatch(ScriptedWorker::hasEnded);
            assertThat(engine.statuses()).allMatch(status -> status.state() == WorkerStatus.State.STOPPED);
        }
    }
}
