// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.runner.WorkerSpec;
import io.reeve.testkit.simulation.Scenario;
import io.reeve.testkit.simulation.World;
import io.reeve.worker.Restart;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerException;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.event.ListenerRegistration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A real runner, with everything done to it that can be, by several clients and from inside its own workers. */
final class RunnerScenario implements Scenario {
    private static final String[] IDS = {"a", "b", "c"};

    @Override
    public void prepare(World world) {
        new Stage(world).set();
    }

    /** One runner in one world. */
    private static final class Stage implements Puppet.Master {
        private final World world;
        private final RandomGenerator random;
        private final RunnerModel model;
        private final WorkerRunner runner;
        private Restart restart;
        private int factories;

        Stage(World world) {
            this.world = world;
            this.random = world.random();
            this.restart = restart(random);
            this.model = new RunnerModel(world, random.nextBoolean(), random.nextInt(5) == 0);
            RunnerParams.Builder params = params();
            if (random.nextInt(3) == 0) {
                params.startTimeout(Duration.ofSeconds(2)).stopTimeout(Duration.ofSeconds(4));
                model.hasTimeouts = true;
            }
            this.runner = WorkerRunner.start(params.listener(model.chronicle()).build());
            model.observe(runner);
        }

        private RunnerParams.Builder params() {
            return world.runner("runner").restart(restart).failurePolicy(model.policy());
        }

        private static Restart restart(RandomGenerator random) {
            Duration delay = random.nextInt(4) == 0 ? Duration.ZERO : Duration.ofSeconds(1 + random.nextInt(5));
            Restart.Builder restart = Restart.builder().delay(delay);
            switch (random.nextInt(8)) {
                case 0 -> restart.when(Restart.When.ALWAYS).delay(Duration.ofSeconds(1));
                case 1 -> restart.when(Restart.When.NEVER);
                case 2 -> restart.budget(2, Duration.ofMinutes(1)).exhausted(Restart.Exhausted.GIVE_UP);
                case 3 -> restart.budget(1, Duration.ofMinutes(1)).exhausted(Restart.Exhausted.ESCALATE);
                default -> {}
            }
            return restart.build();
        }

        void set() {
            world.always(model::checkAlways);
            int steps = 4 + random.nextInt(14);
            for (int i = 0; i < steps; i++) {
                addStep();
            }
            if (random.nextInt(3) != 0) {
                world.finish("ten minutes pass", () -> {
                    world.rest(Duration.ofMinutes(10));
                    world.undisturbed(model::checkStatuses);
                    world.undisturbed(model::checkAtRest);
                });
            }
            world.finish("kill the runner", this::kill);
            world.finish("a moment passes", () -> {
                world.rest(Duration.ofMillis(1));
                world.undisturbed(model::checkWhileDying);
            });
            world.finish(
                    "await its end",
                    () -> world.await(runner.completion()
                            .handle((nothing, error) -> model.died(error))
                            .toCompletableFuture()));
            world.finish("await those that it has left behind", model::awaitEnds);
            world.atEnd(model::checkAtEnd);
        }

        private void addStep() {
            String id = IDS[random.nextInt(IDS.length)];
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> addStart(id);
                case 6, 7, 8, 9 -> world.step("stop " + id, () -> stop(id));
                case 10, 11 -> world.step("restart " + id, () -> restart(id));
                case 12, 13 -> addLookup(id);
                case 14 -> {
                    if (random.nextBoolean()) {
                        world.step("report", this::report);
                    } else {
                        world.step("look around", this::lookAround);
                    }
                }
                case 15, 16 -> {
                    Duration time = Duration.ofMillis(1 + random.nextInt(5_000));
                    world.step("wait " + time.toMillis() + " ms", () -> world.sleep(time));
                }
                case 17 ->
                    world.step("stop " + id + " and wait", () -> {
                        CompletionStage<Boolean> over = stop(id).handle((nothing, error) -> true);
                        world.await(over.toCompletableFuture());
                    });
                case 18 -> {
                    if (random.nextInt(3) == 0) {
                        world.step("kill the runner", this::kill);
                    } else {
                        Restart other = restart(random);
                        world.step("change the restart policy to " + other, () -> change(other));
                    }
                }
                default -> world.step("listen for a while", this::listen);
            }
        }

        private void addStart(String id) {
            int number = ++factories;
            boolean ownTimeouts = random.nextInt(6) == 0;
            world.step("start " + id + " with factory " + number, () -> start(id, number, ownTimeouts));
        }

        private void start(String id, int number, boolean ownTimeouts) {
            SupervisorModel.Registration registration = model.starts(id, number);
            WorkerFactory factory = context -> start(registration, context);
            WorkerSpec.Builder spec =
                    WorkerSpec.builder(id, factory).onRemoved(error -> model.removed(registration, error));
            if (ownTimeouts) {
                spec.stopTimeout(Duration.ofSeconds(2));
                model.hasTimeouts = true;
            }
            try {
                model.accepted(registration, runner.startWorker(spec.build()));
            } catch (RunnerDeadException dead) {
                model.refusedAsDead(registration);
            }
        }

        private CompletionStage<Void> stop(String id) {
            SupervisorModel.Request stop = model.stops(id);
            CompletionStage<Void> stage = runner.stopWorker(id);
            model.stopped(stop);
            var unused = stage.handle((nothing, error) -> {
                Throwable met = error == null ? null : Worker.unwrap(error);
                model.stopIsOver(stop, met, met instanceof RunnerDeadException);
                return null;
            });
            return stage;
        }

        private void restart(String id) {
            SupervisorModel.Request restart = model.request(id);
            try {
                runner.restartWorker(id);
                model.restarted(restart);
            } catch (WorkerException refused) {
                model.restartRefused(restart, refused instanceof WorkerNotFoundException);
            }
        }

        private void addLookup(String id) {
            boolean isImpatient = random.nextInt(4) == 0;
            Duration patience = Duration.ofMillis(random.nextInt(3_000));
            world.step("look " + id + " up" + (isImpatient ? " for " + patience.toMillis() + " ms" : ""), () -> {
                CompletableFuture<Worker> lookup = lookup(id);
                if (isImpatient) {
                    world.sleep(patience);
                    lookup.cancel(false);
                }
            });
        }

        private CompletableFuture<Worker> lookup(String id) {
            RunnerModel.Lookup lookup = model.looksUp(id);
            CompletableFuture<Worker> future = runner.worker(id);
            var unused = future.handle((worker, error) -> {
                model.found(lookup, worker, error == null ? null : Worker.unwrap(error));
                return null;
            });
            return future;
        }

        private void report() {
            model.reported(runner.report());
        }

        private void lookAround() throws InterruptedException {
            world.rest(Duration.ofMillis(1));
            world.undisturbed(model::checkStatuses);
        }

        private void change(Restart other) {
            restart = other;
            runner.update(params().build());
        }

        private void listen() throws InterruptedException, ExecutionException {
            Chronicle chronicle = model.passerBy();
            ListenerRegistration registration = runner.addListener("passer-by", chronicle);
            world.sleep(Duration.ofSeconds(2));
            registration.close();
            chronicle.closed();
            world.await(registration.ended().toCompletableFuture());
        }

        private void kill() {
            model.kills();
            runner.kill();
            model.killed();
        }

        // ---- foreign code

        private Worker start(SupervisorModel.Registration registration, StartContext context) throws Exception {
            String name = context.id() + "/" + registration.number + "#" + context.generation();
            Life life = Life.of(world.random(name));
            SupervisorModel.Start start = new SupervisorModel.Start(registration, context.generation());
            model.called(start, context);
            try {
                Worker worker = start(life, name, context);
                model.returned(start, (Puppet) worker);
                return worker;
            } catch (Throwable thrown) {
                model.threw(start, thrown);
                throw thrown;
            }
        }

        private @Nullable Worker start(Life life, String name, StartContext context) throws Exception {
            if (life.isReentrant()) {
                meddle(name);
            }
            switch (life.start()) {
                case RETURNS, RETURNS_ENDED -> world.pause();
                case RETURNS_LATE -> world.sleep(life.startTime());
                case WAITS_FOR_ANOTHER -> waitForAnother(context);
                case HANGS_UNTIL_CANCELLED -> world.await(context.cancelled().toCompletableFuture());
                case IGNORES_CANCEL -> sleepThroughInterrupts();
                case THROWS -> throw life.error(name + " does not start");
                case THROWS_LATE -> {
                    world.sleep(life.startTime());
                    throw life.error(name + " does not start after all");
                }
                case THROWS_ERROR -> throw new StackOverflowError(name + " overflows");
                case RETURNS_NULL -> {
                    return null;
                }
            }
            return new Puppet(world, name, life, this).live();
        }

        /** For a while: the other one may wait for this one. */
        private void waitForAnother(StartContext context) throws InterruptedException, ExecutionException {
            CompletableFuture<Worker> other = lookup(context.id().equals("a") ? "b" : "a");
            CompletableFuture<Object> first =
                    CompletableFuture.anyOf(other, context.cancelled().toCompletableFuture());
            var timer = world.clock().schedule(Duration.ofSeconds(20), () -> other.cancel(false));
            try {
                world.await(first.handle((value, error) -> true));
            } finally {
                timer.cancel();
                other.cancel(false);
            }
        }

        private void sleepThroughInterrupts() {
            CompletableFuture<Boolean> over = new CompletableFuture<>();
            var unused = world.clock().schedule(Duration.ofSeconds(30), () -> over.complete(true));
            while (!over.isDone()) {
                try {
                    world.await(over);
                } catch (InterruptedException | ExecutionException ignored) {
                    world.note("a start function ignores an interrupt");
                }
            }
        }

        /** Calls the runner from inside a start function or a kill. */
        private void meddle(String name) {
            RandomGenerator own = world.random("meddling of " + name);
            String id = IDS[own.nextInt(IDS.length)];
            world.note(name + " meddles with " + id);
            switch (own.nextInt(4)) {
                case 0 -> start(id, ++factories + 1_000, false);
                case 1 -> stop(id);
                case 2 -> restart(id);
                default -> {
                    var unused = lookup(id);
                }
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
            report();
        }
    }
}
