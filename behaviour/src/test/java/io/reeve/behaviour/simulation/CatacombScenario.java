// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.DyingException;
import io.reeve.testkit.simulation.Scenario;
import io.reeve.testkit.simulation.World;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/** A real catacomb, whose work does what work does, and which others give workers to, kill and ask. */
final class CatacombScenario implements Scenario {
    @Override
    public void prepare(World world) {
        new Stage(world).set();
    }

    /** One catacomb in one world. */
    private static final class Stage implements Puppet.Master {
        private final World world;
        private final RandomGenerator random;
        private final CatacombModel model;
        private final List<Puppet> puppets = new ArrayList<>();
        private final List<CompletableFuture<?>> tasks = new ArrayList<>();
        private int numbers;

        Stage(World world) {
            this.world = world;
            this.random = world.random();
            this.model = new CatacombModel(world);
        }

        void set() {
            Catacomb catacomb = new Catacomb();
            model.observe(catacomb);
            boolean isKilledBefore = random.nextInt(12) == 0;
            boolean interruptible = random.nextInt(3) != 0;
            if (isKilledBefore) {
                catacomb.kill();
            }
            List<Worker> initial = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                Puppet puppet = puppet();
                // What it owns from the beginning it owns whether or not the end has begun.
                model.added(model.adds(puppet));
                initial.add(puppet);
            }
            catacomb.invoke(world.plan("tomb", this::work)
                    .initial(initial)
                    .interruptible(interruptible)
                    .build());
            int steps = 3 + random.nextInt(12);
            for (int i = 0; i < steps; i++) {
                addStep(catacomb);
            }
            world.finish("kill it", () -> {
                catacomb.kill();
                model.killed();
            });
            world.finish(
                    "await its end",
                    () -> world.await(catacomb.completion()
                            .handle((nothing, error) -> model.died(error))
                            .toCompletableFuture()));
            world.finish("kill it again, with an error", () -> catacomb.kill(new Boom("too late", true, 9)));
            world.finish("await those that are left", () -> {
                for (Puppet puppet : List.copyOf(puppets)) {
                    // It may never have been given to anybody.
                    if (puppet.kills == 0) {
                        puppet.kill();
                    }
                    world.await(puppet.peace());
                }
                for (CompletableFuture<?> task : tasks) {
                    world.await(task);
                }
            });
            world.atEnd(model::checkAtEnd);
        }

        private Puppet puppet() {
            String name = "worker " + ++numbers;
            Puppet puppet = new Puppet(world, name, Life.of(world.random(name)), this).live();
            puppets.add(puppet);
            return puppet;
        }

        private void addStep(Catacomb catacomb) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> world.step("add a worker", () -> add(catacomb));
                case 4 ->
                    world.step("kill it", () -> {
                        catacomb.kill();
                        model.killed();
                    });
                case 5 -> {
                    Boom error = new Boom("somebody's error " + ++numbers, false, 0);
                    world.step("kill it with " + error.getMessage(), () -> kill(catacomb, error));
                }
                case 6, 7 -> {
                    int number = ++numbers;
                    world.step("run task " + number, () -> runTask(catacomb, number));
                }
                case 8 -> world.step("report", catacomb::report);
                default -> {
                    Duration time = Duration.ofMillis(1 + random.nextInt(3_000));
                    world.step("wait " + time.toMillis() + " ms", () -> world.sleep(time));
                }
            }
        }

        private void kill(Catacomb catacomb, Boom error) {
            boolean wasDead = catacomb.state() == Catacomb.State.DEAD;
            if (wasDead) {
                catacomb.kill(error);
                return;
            }
            CatacombModel.Arrival arrival = model.arrives(error);
            catacomb.kill(error);
            if (catacomb.state() != Catacomb.State.DEAD) {
                // Else it may have come too late.
                model.arrived(arrival);
            }
            model.killed();
        }

        private void add(Catacomb catacomb) {
            Puppet puppet = puppet();
            CatacombModel.Child child = model.adds(puppet);
            try {
                catacomb.add(puppet);
                model.added(child);
            } catch (DyingException dying) {
                world.check(dying == catacomb.dyingException(), "C-32 it has one dying exception", dying);
                model.refused(child, null);
            } catch (ExecutionException failed) {
                model.refused(child, failed.getCause());
            } catch (InterruptedException interrupted) {
                model.interrupted(child);
                Thread.currentThread().interrupt();
            }
        }

        private void runTask(Catacomb catacomb, int number) {
            CompletableFuture<Boolean> over = new CompletableFuture<>();
            try {
                boolean wasDying = catacomb.isDying();
                catacomb.context().execute(() -> task(catacomb, number, over));
                tasks.add(over);
                world.check(!wasDying, "a dying catacomb refuses tasks", number);
            } catch (RejectedExecutionException refused) {
                world.check(catacomb.isDying(), "only a dying catacomb refuses tasks", number);
            }
        }

        private void task(Catacomb catacomb, int number, CompletableFuture<Boolean> over) {
            model.taskBegins();
            try {
                act(catacomb, world.random("task " + number));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                model.taskEnds();
                over.complete(true);
            }
            if (number % 5 == 0) {
                Error error = new AssertionError("task " + number + " fails");
                var unused = model.arrives(error);
                throw error;
            }
        }

        /** The work function. */
        private void work(Catacomb catacomb) throws Exception {
            RandomGenerator own = world.random("work");
            try {
                int acts = own.nextInt(8);
                for (int i = 0; i < acts && !(catacomb.isDying() && own.nextBoolean()); i++) {
                    act(catacomb, own);
                }
                if (own.nextBoolean()) {
                    var unused = catacomb.sleep(Duration.ofHours(1));
                }
            } catch (InterruptedException interrupted) {
                world.check(catacomb.isDying(), "work is interrupted only if it is dying", interrupted);
                throw interrupted;
            } finally {
                model.workReturned();
            }
            if (own.nextInt(4) == 0) {
                Boom error = new Boom("the work fails", false, 0);
                var unused = model.arrives(error);
                throw error;
            }
        }

        private void act(Catacomb catacomb, RandomGenerator own) throws InterruptedException {
            switch (own.nextInt(6)) {
                case 0 -> model.slept(catacomb.sleep(Duration.ofMillis(own.nextInt(4_000))));
                case 1, 2 -> add(catacomb);
                case 3 -> runTask(catacomb, ++numbers);
                case 4 -> awaitWorker(catacomb);
                default -> world.pause();
            }
        }

        private void awaitWorker(Catacomb catacomb) throws InterruptedException {
            if (puppets.isEmpty()) {
                return;
            }
            Puppet puppet = puppets.get(puppets.size() - 1);
            try {
                catacomb.await(puppet.completion());
                world.check(puppet.hasEnded(), "who awaits a worker goes on when it has ended", puppet);
            } catch (ExecutionException failed) {
                world.check(failed.getCause() == puppet.error, "who awaits a worker gets its error", failed.getCause());
            } catch (DyingException dying) {
                world.check(catacomb.isDying(), "only a dying catacomb stops a wait", puppet);
            }
        }

        // ---- its workers

        @Override
        public void killed(Puppet puppet) {
            world.note(puppet + " is told to stop for the " + puppet.kills + ". time");
        }

        @Override
        public void ends(Puppet puppet) {
            model.ends(puppet);
        }

        @Override
        public void hasEnded(Puppet puppet) {
            model.hasEnded(puppet);
        }

        @Override
        public void killThrows(RuntimeException thrown) {
            var unused = model.arrives(thrown);
        }

        /** A catacomb asks on the thread of who asks: to ask back while one is asked goes on for ever. */
        @Override
        public void askedBack(Puppet puppet) {
            var unused = model.catacomb().failure();
        }
    }
}
