// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.osgi.Puppets.Puppet;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several factories want one id. */
@Timeout(120)
class RankingTest {
    private final Scene scene = new Scene();
    private final Puppets first = new Puppets();
    private final Puppets second = new Puppets();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    @DisplayName("OC-9 of equal rankings the older service wins; the other is shadowed, visibly and with one line")
    void olderWins() {
        FakeService<WorkerFactory> older = scene.arrives(first, "worker.id", "a");
        FakeService<WorkerFactory> younger = scene.arrives(second, "worker.id", "a");

        first.running();
        scene.expect(older, State.ACTIVE);
        scene.expect(younger, State.SHADOWED);
        assertThat(scene.reason(younger)).contains("[service " + older.id() + " ");
        scene.expectComplaint("is shadowed");
        assertThat(scene.complaints()).hasSize(1);
        assertThat(second.started()).isZero();
        assertThat(younger.uses()).isZero();
    }

    @Test
    void olderServiceWinsAlsoIfItIsAnnouncedLater() {
        FakeService<WorkerFactory> older = scene.published(scene.bundle, first, "worker.id", "a");
        FakeService<WorkerFactory> younger = scene.arrives(second, "worker.id", "a");
        second.running();
        scene.board.arrived(WhiteboardChannel.FACTORIES, older);

        first.running();
        scene.expect(older, State.ACTIVE);
        scene.expect(younger, State.SHADOWED);
    }

    @Test
    void aHigherRankingTakesOverOnceTheOldWorkerHasEnded() {
        first.deaf = true;
        FakeService<WorkerFactory> low = scene.arrives(first, "worker.id", "a");
        Puppet old = first.running();
        FakeService<WorkerFactory> high = scene.arrives(second, "worker.id", "a", "service.ranking", 5);

        Eventually.is("asked to stop", old::isKilled);
        scene.expect(low, State.SHADOWED);
        assertThat(second.started()).isZero();
        assertThat(low.uses()).isOne();

        old.hearAgain();
        second.running();
        Eventually.is("let go", () -> low.uses() == 0);
        assertThat(high.uses()).isOne();
        assertThat(first.alive()).isEmpty();
    }

    @Test
    void theShadowedOneTakesOverWhenTheWinnerLeaves() {
        FakeService<WorkerFactory> winner = scene.arrives(first, "worker.id", "a");
        FakeService<WorkerFactory> shadowed = scene.arrives(second, "worker.id", "a");
        first.running();

        scene.departs(winner);

        second.running();
        scene.expect(shadowed, State.ACTIVE);
        scene.expectGone(winner);
        assertThat(winner.uses()).isZero();
        assertThat(first.started()).isOne();
    }

    @Test
    void aShadowedOneThatLeavesChangesNothing() {
        FakeService<WorkerFactory> winner = scene.arrives(first, "worker.id", "a");
        FakeService<WorkerFactory> shadowed = scene.arrives(second, "worker.id", "a");
        first.running();

        scene.departs(shadowed);

        assertThat(scene.status(shadowed)).isEmpty();
        assertThat(scene.state(winner)).isEqualTo(State.ACTIVE);
        assertThat(first.alive()).hasSize(1);
    }

    @Test
    void aRankingThatIsRaisedWinsAndLoweredLosesAgain() {
        FakeService<WorkerFactory> one = scene.arrives(first, "worker.id", "a");
        FakeService<WorkerFactory> two = scene.arrives(second, "worker.id", "a");
        first.running();

        scene.changes(two, "service.ranking", 1);
        second.running();
        scene.expect(one, State.SHADOWED);

        scene.changes(two, "service.ranking", -1);
        Eventually.is("back", () -> first.started() == 2);
        scene.expect(two, State.SHADOWED);
        Eventually.is("let go", () -> two.uses() == 0 && one.uses() == 1);
    }

    @Test
    @DisplayName("OC-4 a ranking that changes and changes no winner restarts nothing")
    void rankingWithoutRival() {
        FakeService<WorkerFactory> service = scene.arrives(first, "worker.id", "a");
        Puppet running = first.running();

        scene.changes(service, "service.ranking", 7);

        assertThat(scene.status(service).orElseThrow().ranking()).isEqualTo(7);
        assertThat(first.alive()).containsExactly(running);
        assertThat(running.isKilled()).isFalse();
    }

    @Test
    void theLowestRankingOfAllLoses() {
        FakeService<WorkerFactory> fallback =
                scene.arrives(first, "worker.id", "a", "service.ranking", Integer.MIN_VALUE);
        FakeService<WorkerFactory> real = scene.arrives(second, "worker.id", "a");

        scene.expect(real, State.ACTIVE);
        scene.expect(fallback, State.SHADOWED);
    }

    @Test
    void theHighestRankingOfAllWins() {
        FakeService<WorkerFactory> low = scene.arrives(first, "worker.id", "a");
        FakeService<WorkerFactory> high = scene.arrives(second, "worker.id", "a", "service.ranking", Integer.MAX_VALUE);

        scene.expect(high, State.ACTIVE);
        scene.expect(low, State.SHADOWED);
    }

    @Test
    void aReplacementThatLeavesBeforeItsTurnIsNeverStartedAndTheOldOneComesBack() {
        first.deaf = true;
        FakeService<WorkerFactory> low = scene.arrives(first, "worker.id", "a");
        Puppet old = first.running();
        FakeService<WorkerFactory> high = scene.arrives(second, "worker.id", "a", "service.ranking", 5);
        Eventually.is("asked to stop", old::isKilled);

        scene.departs(high);
        scene.expectGone(high);
        first.hearAgain();

        Eventually.is("started again", () -> first.started() == 2);
        scene.expect(low, State.ACTIVE);
        assertThat(second.started()).isZero();
        Eventually.is("balanced", () -> low.uses() == 1);
        assertThat(high.uses()).isZero();
        assertThat(high.excess()).isZero();
    }

    @Test
    void amongManyEachDepartureBringsTheNextBest() {
        List<FakeService<WorkerFactory>> services = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            services.add(scene.arrives(new Puppets(), "worker.id", "a", "service.ranking", (i * 5) % 8));
        }
        for (int best = 7; best >= 0; best--) {
            int ranking = best;
            FakeService<WorkerFactory> winner = services.stream()
                    .filter(service -> service.getProperty("service.ranking").equals(ranking))
                    .findFirst()
                    .orElseThrow();
            scene.expect(winner, State.ACTIVE);
            Eventually.is(
                    "only the winner is used",
                    () -> services.stream().allMatch(service -> service.uses() == (service.equals(winner) ? 1 : 0)));
            scene.departs(winner);
        }
        services.forEach(scene::expectGone);
    }

    @Test
    void aReplacementStartsWithThePropertiesThatItHasByThen() {
        first.deaf = true;
        scene.arrives(first, "worker.id", "a");
        Puppet old = first.running();
        FakeService<WorkerFactory> high =
                scene.arrives(second, "worker.id", "a", "service.ranking", 5, "worker.restart.delay", "0");
        Eventually.is("asked to stop", old::isKilled);

        scene.changes(high, "worker.restart.when", "never");
        first.hearAgain();
        second.running().fail(new IllegalStateException("not to be retried"));

        scene.expect(high, State.ENDED);
        assertThat(second.started()).isOne();
    }
}
