// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import io.reeve.dependency.BounceException;
import io.reeve.dependency.DependencyCycleException;
import io.reeve.dependency.EngineDeadException;
import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.InputsExpiredException;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldExistsException;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.dependency.MissingInputException;
import io.reeve.dependency.Output;
import io.reeve.dependency.UninstallException;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.engine.ManifoldSpec;
import io.reeve.testkit.simulation.Scenario;
import io.reeve.testkit.simulation.World;
import io.reeve.worker.Restart;
import io.reeve.worker.Worker;
import io.reeve.worker.event.ListenerRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A real engine with a small graph, in which manifolds come, go, fail, yield and are bounced. */
final class EngineScenario implements Scenario {
    private static final String[] NAMES = {"a", "b", "c", "d", "e"};

    @Override
    public void prepare(World world) {
        new Stage(world).set();
    }

    /** One engine in one world. */
    private static final class Stage implements Puppet.Master {
        private final World world;
        private final RandomGenerator random;
        private final EngineModel model;
        private final boolean isOrdered;
        private final Duration settle;
        private final DependencyEngine engine;
        private int manifolds;

        Stage(World world) {
            this.world = world;
            this.random = world.random();
            boolean isRanked = random.nextBoolean();
            boolean everythingIsFatal = random.nextInt(8) == 0;
            this.isOrdered = random.nextBoolean();
            this.settle = random.nextInt(3) == 0 ? Duration.ofSeconds(1) : Duration.ZERO;
            this.model = new EngineModel(world, isRanked, everythingIsFatal, isOrdered);
            this.model.hasTimeouts = random.nextInt(3) == 0;
            this.engine = DependencyEngine.start(
                    params(restart()).listener(model.chronicle()).build());
            model.observe(engine);
        }

        private EngineParams.Builder params(Restart restart) {
            EngineParams.Builder params = world.engine("engine");
            if (model.hasTimeouts) {
                params.startTimeout(Duration.ofSeconds(2)).stopTimeout(Duration.ofSeconds(4));
            }
            return params.restart(restart)
                    .bounceDelay(Duration.ofMillis(10))
                    .settle(settle)
                    .orderedStop(isOrdered)
                    .failurePolicy(model.policy());
        }

        private Restart restart() {
            Restart.Builder restart = Restart.builder().delay(Duration.ofSeconds(1 + random.nextInt(5)));
            switch (random.nextInt(8)) {
                case 0 -> restart.when(Restart.When.ALWAYS);
                case 1 -> restart.when(Restart.When.NEVER);
                case 2 -> restart.budget(2, Duration.ofMinutes(1)).exhausted(Restart.Exhausted.GIVE_UP);
                case 3 -> restart.budget(1, Duration.ofMinutes(1)).exhausted(Restart.Exhausted.ESCALATE);
                default -> {}
            }
            return restart.build();
        }

        void set() {
            int steps = 5 + random.nextInt(14);
            for (int i = 0; i < steps; i++) {
                addStep();
            }
            if (random.nextInt(3) != 0) {
                world.finish("twenty minutes pass", () -> {
                    world.rest(Duration.ofMinutes(20));
                    world.undisturbed(model::checkAtRest);
                });
            }
            world.finish("kill the engine", this::kill);
            world.finish(
                    "await its end",
                    () -> world.await(engine.completion()
                            .handle((nothing, error) -> model.died(error))
                            .toCompletableFuture()));
            world.finish("await those that it has left behind", model::awaitEnds);
            world.atEnd(model::checkAtEnd);
        }

        private void addStep() {
            String name = NAMES[random.nextInt(NAMES.length)];
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5, 6, 7 -> addInstall(name);
                case 8, 9, 10 -> world.step("uninstall " + name, () -> uninstall(name));
                case 11, 12 -> world.step("bounce " + name, () -> bounce(name));
                case 13 -> world.step("report", this::look);
                case 14, 15, 16 -> {
                    Duration time = Duration.ofMillis(1 + random.nextInt(5_000));
                    world.step("wait " + time.toMillis() + " ms", () -> world.sleep(time));
                }
                case 17 ->
                    world.step(
                            "uninstall " + name + " and wait",
                            () -> world.await(uninstall(name)
                                    .handle((nothing, error) -> true)
                                    .toCompletableFuture()));
                case 18 -> {
                    if (random.nextInt(3) == 0) {
                        world.step("kill the engine", this::kill);
                    } else {
                        Restart other = restart();
                        world.step(
                                "change the restart policy to " + other,
                                () -> engine.update(params(other).build()));
                    }
                }
                default -> world.step("listen for a while", this::listen);
            }
        }

        private void addInstall(String name) {
            int number = ++manifolds;
            List<Input> inputs = inputsOf(name);
            world.step(
                    "install " + name + " (manifold " + number + ") needing " + inputs,
                    () -> install(name, number, inputs));
        }

        /** Mostly those before it; now and then one behind it, which may close a cycle. */
        private List<Input> inputsOf(String name) {
            List<Input> inputs = new ArrayList<>();
            for (String other : NAMES) {
                boolean isBefore = other.compareTo(name) < 0;
                if (random.nextInt(100) < (isBefore ? 45 : 4)) {
                    Input input = Input.of(other, Puppet.class);
                    inputs.add(random.nextInt(4) == 0 ? input.optional() : input);
                }
            }
            return inputs;
        }

        private void install(String name, int number, List<Input> inputs) {
            EngineModel.Installation installation = model.installs(name, number, inputs);
            ManifoldSpec spec = ManifoldSpec.builder(name, manifold(installation))
                    .onRemoved(error -> model.removed(installation, error))
                    .build();
            try {
                engine.install(spec);
                model.accepted(installation, true);
            } catch (ManifoldExistsException present) {
                model.refusedAsPresent(installation);
            } catch (DependencyCycleException cycle) {
                model.refusedAsCycle(installation);
            } catch (EngineDeadException dead) {
                model.refusedAsDead(installation);
            }
        }

        private Manifold manifold(EngineModel.Installation installation) {
            return new Manifold() {
                @Override
                public List<Input> inputs() {
                    return installation.inputs;
                }

                @Override
                public List<Output<?>> outputs() {
                    return List.of(Output.worker(Puppet.class));
                }

                @Override
                public Worker start(Inputs inputs) throws Exception {
                    return Stage.this.start(installation, inputs);
                }

                @Override
                public @Nullable Throwable filter(@Nullable Throwable error) {
                    world.pause();
                    return error;
                }
            };
        }

        private CompletionStage<Void> uninstall(String name) {
            SupervisorModel.Request stop = model.stops(name);
            CompletionStage<Void> stage = engine.uninstall(name);
            model.stopped(stop);
            var unused = stage.handle((nothing, error) -> {
                model.stopIsOver(stop, error == null ? null : Worker.unwrap(error), false);
                return null;
            });
            return stage;
        }

        private void bounce(String name) {
            SupervisorModel.Request bounce = model.request(name);
            try {
                engine.bounce(name);
                model.restarted(bounce);
            } catch (ManifoldNotFoundException absent) {
                model.restartRefused(bounce, true);
            } catch (EngineDeadException dead) {
                model.restartRefused(bounce, false);
            }
        }

        private void look() {
            var unusedReport = engine.report();
            engine.manifoldNames().stream().sorted().forEach(name -> {
                var unusedWhy = engine.why(name);
                var unusedImpact = engine.impact(name);
            });
        }

        private void listen() throws InterruptedException, ExecutionException {
            Chronicle chronicle = model.passerBy();
            ListenerRegistration registration = engine.addListener("passer-by", chronicle);
            world.sleep(Duration.ofSeconds(2));
            registration.close();
            chronicle.closed();
            world.await(registration.ended().toCompletableFuture());
        }

        private void kill() {
            model.kills();
            engine.kill();
            model.killed();
        }

        // ---- foreign code

        private @Nullable Worker start(EngineModel.Installation installation, Inputs inputs) throws Exception {
            String name = inputs.id() + "/" + installation.number + "#" + inputs.generation();
            Life life = Life.of(world.random(name));
            EngineModel.Launch launch = model.called(installation, inputs);
            try {
                Puppet puppet = start(life, name);
                model.returned(launch, puppet);
                return puppet;
            } catch (Throwable thrown) {
                model.threw(launch, thrown);
                throw thrown;
            } finally {
                world.executor().execute(() -> lookTooLate(inputs, launch));
            }
        }

        /** B-57: whoever keeps the inputs gets a value or is told that they have expired. */
        private void lookTooLate(Inputs inputs, EngineModel.Launch launch) {
            launch.from.forEach((name, puppet) -> {
                try {
                    world.check(
                            inputs.get(name, Puppet.class) == puppet, "D-30 inputs are those of the launch", launch);
                } catch (InputsExpiredException expired) {
                    // As it must be, once the start function has returned.
                }
            });
        }

        private @Nullable Puppet start(Life life, String name) throws Exception {
            if (life.isReentrant()) {
                meddle(name);
            }
            switch (life.start()) {
                case RETURNS, RETURNS_ENDED -> world.pause();
                case RETURNS_LATE -> world.sleep(life.startTime());
                case WAITS_FOR_ANOTHER -> throw new MissingInputException(name + " misses something");
                case HANGS_UNTIL_CANCELLED -> throw new BounceException();
                case IGNORES_CANCEL -> sleepThroughInterrupts();
                case THROWS -> throw life.error(name + " does not start");
                case THROWS_LATE -> {
                    world.sleep(life.startTime());
                    throw life.error(name + " does not start after all");
                }
                case THROWS_ERROR -> throw new UninstallException();
                case RETURNS_NULL -> {
                    return null;
                }
            }
            return new Puppet(world, name, life, this).live();
        }

        private void sleepThroughInterrupts() {
            boolean isOver = false;
            while (!isOver) {
                try {
                    world.sleep(Duration.ofSeconds(7));
                    isOver = true;
                } catch (InterruptedException ignored) {
                    world.note("a start function ignores an interrupt");
                }
            }
        }

        /** Calls the engine from inside a start function or a kill. */
        private void meddle(String name) {
            RandomGenerator own = world.random("meddling of " + name);
            String other = NAMES[own.nextInt(NAMES.length)];
            world.note(name + " meddles with " + other);
            switch (own.nextInt(3)) {
                case 0 -> install(other, ++manifolds + 1_000, List.of());
                case 1 -> uninstall(other);
                default -> bounce(other);
            }
        }

        @Override
        public void killed(Puppet puppet) {
            model.killed(puppet);
            if (puppet.life.isReentrant()) {
                meddle(puppet.name + ", killed,");
            }
        }

        @Override
        public void ends(Puppet puppet) {
            model.ended(puppet);
        }

        @Override
        public void askedBack(Puppet puppet) {
            look();
        }
    }
}
