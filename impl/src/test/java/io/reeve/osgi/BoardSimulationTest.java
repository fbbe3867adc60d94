// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.osgi.Puppets.Puppet;
import io.reeve.osgi.RandomWalk.Known;
import io.reeve.osgi.WalkChecks.Seen;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random walks over the board with the real runner. After each step nothing may be wrong; whenever all is quiet,
 * what is wanted runs and nothing else. {@code -Dreeve.seed=N} walks with one seed, {@code -Dreeve.seeds=N} with more.
 */
@Timeout(600)
class BoardSimulationTest {
    private static final int STEPS = 300;
    private static final int THREADS = 4;

    private final Scene scene = new Scene();
    private final List<RandomWalk> walks = new ArrayList<>();

    static LongStream seeds() {
        Long one = Long.getLong("reeve.seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("reeve.seeds", 40));
    }

    @AfterEach
    void close() {
        all().forEach(known -> known.puppets.hearAgain());
        scene.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("whatever happens in whatever order, the board keeps its invariants and settles where it should")
    void oneAfterTheOther(long seed) {
        RandomWalk walk = new RandomWalk(scene, seed, "walk", true);
        walks.add(walk);
        told(() -> {
            for (int step = 1; step <= STEPS; step++) {
                walk.step();
                checkAlways();
                if (step % 20 == 0) {
                    checkWhenQuiet();
                }
            }
            checkTheEnd();
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("the same with several threads at once")
    void allAtOnce(long seed) {
        for (int i = 0; i < THREADS; i++) {
            walks.add(new RandomWalk(scene, seed * THREADS + i, "walk" + i, false));
        }
        told(() -> {
            for (int round = 0; round < 5; round++) {
                List<Thread> threads = new ArrayList<>();
                for (RandomWalk walk : walks) {
                    threads.add(Eventually.inBackground(() -> {
                        for (int step = 0; step < STEPS / 10; step++) {
                            walk.step();
                        }
                        return null;
                    }));
                }
                threads.forEach(Eventually::ends);
                checkAlways();
                checkWhenQuiet();
            }
            checkTheEnd();
        });
    }

    /** Has a failure say what was done before it. */
    private void told(Runnable test) {
        try {
            test.run();
        } catch (AssertionError error) {
            walks.forEach(walk -> error.addSuppressed(new AssertionError(walk.diary())));
            throw error;
        }
    }

    private List<Known> all() {
        return walks.stream().flatMap(walk -> walk.services.stream()).toList();
    }

    // ---- at any time

    private void checkAlways() {
        WalkChecks.checkUses(all());
        WalkChecks.checkOneWorkerPerId(scene, all());
        WalkChecks.checkStatuses(
                scene.board.factories().stream()
                        .map(status -> new Seen(status.serviceId(), status.state(), status.runner(), status.id()))
                        .toList(),
                all());
    }

    // ---- when all is quiet

    private void checkWhenQuiet() {
        all().forEach(known -> known.puppets.hearAgain());
        Eventually.holds(() -> {
            Set<String> live = liveRunners();
            Map<List<String>, Known> winners = WalkChecks.winners(all());
            for (Known known : all()) {
                boolean wins = known.id() != null && winners.get(known.place()) == known;
                check(known, wins, live.contains(known.host()));
            }
        });
    }

    private Set<String> liveRunners() {
        Set<String> wanted = new HashSet<>(Set.of(WorkerFactory.DEFAULT_RUNNER));
        walks.forEach(walk -> wanted.addAll(walk.configured.values()));
        Set<String> live = new HashSet<>();
        List<String> registered = new ArrayList<>();
        for (Runner runner : scene.runners()) {
            registered.add(runner.name());
            if (runner.state() == Runner.State.RUNNING) {
                live.add(runner.name());
            }
        }
        assertThat(registered).as("runners that are services").containsExactlyInAnyOrderElementsOf(wanted);
        return live;
    }

    private void check(Known known, boolean wins, boolean isRunnerLive) {
        State state = scene.state(known.service);
        String what = known.service + ": " + scene.reason(known.service);
        if (!known.present) {
            assertThat(state).as(what).isNull();
        } else if (known.id() == null) {
            assertThat(state).as(what).isEqualTo(State.REFUSED);
        } else if (!wins) {
            assertThat(state).as(what).isEqualTo(State.SHADOWED);
        } else {
            State expected = isRunnerLive ? State.ACTIVE : State.UNASSIGNED;
            assertThat(state)
                    .as(what)
                    .isIn(
                            known.mayRest || walks.size() > 1
                                    ? List.of(expected, State.ENDED, State.STOPPED)
                                    : List.of(expected));
        }
        Collection<Puppet> alive = known.puppets.alive();
        assertThat(alive).as(what).hasSize(state == State.ACTIVE ? 1 : 0).allSatisfy(puppet -> {
            assertThat(puppet.isKilled()).isFalse();
            assertThat(puppet.id).isEqualTo(known.id());
            assertThat(puppet.runner).isEqualTo(known.host());
        });
        assertThat(known.service.uses()).as(what).isEqualTo(alive.size());
    }

    // ---- at the end

    private void checkTheEnd() {
        for (RandomWalk walk : walks) {
            walk.present().forEach(known -> {
                known.present = false;
                scene.board.departed(WhiteboardChannel.FACTORIES, known.service, false);
            });
            walk.configured.keySet().forEach(scene.board::unconfigure);
            walk.configured.clear();
        }
        checkAlways();
        checkWhenQuiet();
        assertThat(scene.board.factories()).isEmpty();
    }
}
