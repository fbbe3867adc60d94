// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import io.reeve.testkit.simulation.World;
import io.reeve.time.Clock;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A worker that lives as its {@link Life} says. */
final class Puppet implements Worker, Reporter {
    /** Who wants to know of it. */
    interface Master {
        /** It is being killed; may do anything, as foreign code does. */
        void killed(Puppet puppet) throws InterruptedException;

        /** It is about to end. */
        void ends(Puppet puppet);

        /** Its kill is about to throw. */
        default void killThrows(RuntimeException thrown) {}

        /** It has ended, and whoever supervises it has been told. */
        default void hasEnded(Puppet puppet) {}

        /** It is asked for a report while it is to ask back. */
        void askedBack(Puppet puppet);
    }

    final String name;
    final Life life;
    private final World world;
    private final Master master;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final List<Clock.Timer> timers = new ArrayList<>();

    /** One for each call in which it blocked, completed when that is over. */
    private final List<CompletableFuture<Void>> calls = new ArrayList<>();

    private boolean ended;

    /** Whether whoever supervises it has been told of its end, and has taken notice. */
    private boolean endIsKnown;

    int kills;

    @Nullable
    Throwable error;

    Puppet(World world, String name, Life life, Master master) {
        this.world = world;
        this.name = name;
        this.life = life;
        this.master = master;
    }

    /** Begins to live; a life time that is over at once ends it before anybody has it. */
    Puppet live() {
        Duration time = life.lifeTime();
        if (life.start() == Life.Start.RETURNS_ENDED) {
            end(life.fails() ? life.error(name + " was dead on arrival") : null);
        } else if (time != null) {
            timers.add(world.clock()
                    .schedule(time, () -> soon(() -> end(life.fails() ? life.error(name + " failed") : null))));
        }
        return this;
    }

    private void soon(Runnable task) {
        world.executor().execute(task);
    }

    @Override
    public void kill() {
        kills++;
        world.note(name + " is killed");
        try {
            master.killed(this);
            if (!ended) {
                obey();
            }
        } catch (InterruptedException interrupted) {
            soon(this::stopped);
        }
    }

    private void obey() throws InterruptedException {
        switch (life.obedience()) {
            case AT_ONCE -> stopped();
            case SOON -> soon(this::stopped);
            case SLOWLY -> later(life.stopTime());
            case BLOCKS -> {
                block(life.stopTime());
                stopped();
            }
            case THROWS -> {
                later(life.stopTime());
                IllegalStateException thrown = new IllegalStateException("kill of " + name + " throws");
                master.killThrows(thrown);
                throw thrown;
            }
            case DEAF -> later(Life.DEAF);
        }
    }

    private void later(Duration delay) {
        timers.add(world.clock().schedule(delay, () -> soon(this::stopped)));
        if (ended) {
            List.copyOf(timers).forEach(Clock.Timer::cancel);
        }
    }

    private void stopped() {
        end(life.failsOnStop() ? life.error(name + " failed while it stopped") : null);
    }

    private void end(@Nullable Throwable with) {
        if (ended) {
            return;
        }
        ended = true;
        error = with;
        List.copyOf(timers).forEach(Clock.Timer::cancel);
        world.note(name + " ends" + (with == null ? "" : " with " + with.getMessage()));
        master.ends(this);
        boolean isWatched = completion.getNumberOfDependents() > 0;
        if (with == null) {
            completion.complete(null);
        } else {
            completion.completeExceptionally(with);
        }
        endIsKnown = isWatched;
        if (isWatched) {
            master.hasEnded(this);
        }
    }

    boolean hasEnded() {
        return ended;
    }

    boolean endIsKnown() {
        return endIsKnown;
    }

    @Override
    public CompletableFuture<Void> completion() {
        return completion;
    }

    /** Completed when it is in nobody's hands any more. */
    CompletableFuture<Void> peace() {
        calls.add(completion.handle((nothing, with) -> null));
        return CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new));
    }

    private void block(Duration time) throws InterruptedException {
        CompletableFuture<Void> call = new CompletableFuture<>();
        calls.add(call);
        try {
            world.sleep(time);
        } finally {
            call.complete(null);
        }
    }

    @Override
    public Map<String, Object> report() {
        world.pause();
        switch (life.talk()) {
            case ANSWERS -> {}
            case THROWS -> throw new IllegalStateException("report of " + name + " throws");
            case HANGS -> {
                try {
                    block(Duration.ofSeconds(5));
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            case ASKS_BACK -> master.askedBack(this);
        }
        return Map.of("name", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
