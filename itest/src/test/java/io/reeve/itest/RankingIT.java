// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Several factories that want one id. */
final class RankingIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("OC-9 of two factories with one id and ranking the older has it, the other is shadowed with a warning")
    void olderServiceWinsTies() throws Exception {
        TestFactory older = felix.factory();
        TestFactory younger = felix.factory();
        ServiceRegistration<WorkerFactory> winner = felix.publish("contested", older);
        WorkerStatus before = felix.awaitStarted("contested");

        ServiceRegistration<WorkerFactory> loser = felix.publish("contested", younger);

        FactoryStatus shadowed = felix.awaitState(loser, FactoryStatus.State.SHADOWED);
        assertThat(shadowed.reason()).contains(String.valueOf(Felix.serviceId(winner)));
        assertThat(shadowed.id()).isEqualTo("contested");
        felix.log().theWarningAbout(loser);
        felix.awaitState(winner, FactoryStatus.State.ACTIVE);
        assertThat(felix.runner().status("contested")).contains(before);
        assertThat(younger.starts()).isEmpty();
    }

    @Test
    @DisplayName("a factory with a higher ranking takes over: the present worker ends first, then its own starts")
    void higherRankingTakesOver() throws Exception {
        TestFactory low = felix.factory();
        ServiceRegistration<WorkerFactory> loser = publish("contested", low, 1);
        felix.awaitStarted("contested");
        TestFactory high = felix.factory()
                .first(context -> assertThat(low.worker().hasEnded()).isTrue());

        ServiceRegistration<WorkerFactory> winner = publish("contested", high, 2);

        high.worker();
        felix.awaitStarted("contested");
        assertThat(felix.awaitState(winner, FactoryStatus.State.ACTIVE).ranking())
                .isEqualTo(2);
        assertThat(felix.awaitState(loser, FactoryStatus.State.SHADOWED).ranking())
                .isEqualTo(1);
        assertThat(low.worker().kills()).isEqualTo(1);
        assertThat(felix.runner().worker("contested").get()).isSameAs(high.worker());
    }

    @Test
    @DisplayName("when the winner leaves the best of the shadowed takes over")
    void shadowedIsPromoted() throws Exception {
        ServiceRegistration<WorkerFactory> winner = publish("contested", felix.factory(), 10);
        felix.awaitStarted("contested");
        TestFactory worst = felix.factory();
        TestFactory best = felix.factory();
        ServiceRegistration<WorkerFactory> stillShadowed = publish("contested", worst, 1);
        ServiceRegistration<WorkerFactory> heir = publish("contested", best, 5);

        winner.unregister();

        best.worker();
        felix.awaitStarted("contested");
        felix.awaitState(heir, FactoryStatus.State.ACTIVE);
        felix.awaitState(stillShadowed, FactoryStatus.State.SHADOWED);
        assertThat(worst.starts()).isEmpty();
    }

    @Test
    @DisplayName("a shadowed factory that leaves is forgotten, and the winner does not notice")
    void shadowedLeaves() throws Exception {
        felix.publish("contested", felix.factory());
        WorkerStatus before = felix.awaitStarted("contested");
        ServiceRegistration<WorkerFactory> loser = felix.publish("contested", felix.factory());
        felix.awaitState(loser, FactoryStatus.State.SHADOWED);
        long id = Felix.serviceId(loser);

        loser.unregister();

        eventually("it is forgotten", () -> felix.status(id).isEmpty());
        assertThat(felix.runner().status("contested")).contains(before);
    }

    @Test
    @DisplayName("OC-4 a ranking changed at run time swaps the two")
    void rankingChangesAtRunTime() throws Exception {
        TestFactory first = felix.factory();
        TestFactory second = felix.factory();
        ServiceRegistration<WorkerFactory> one = publish("contested", first, 2);
        felix.awaitStarted("contested");
        ServiceRegistration<WorkerFactory> two = publish("contested", second, 1);
        felix.awaitState(two, FactoryStatus.State.SHADOWED);

        two.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "contested", "service.ranking", 3)));

        second.worker();
        felix.awaitState(two, FactoryStatus.State.ACTIVE);
        felix.awaitState(one, FactoryStatus.State.SHADOWED);
        assertThat(first.worker().hasEnded()).isTrue();

        two.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "contested", "service.ranking", 0)));

        first.worker(2);
        felix.awaitState(one, FactoryStatus.State.ACTIVE);
        felix.awaitState(two, FactoryStatus.State.SHADOWED);
        felix.awaitStarted("contested");
    }

    @Test
    @DisplayName("a ranking that changes without changing the order restarts nothing")
    void harmlessRankingChange() throws Exception {
        ServiceRegistration<WorkerFactory> winner = publish("contested", felix.factory(), 5);
        WorkerStatus before = felix.awaitStarted("contested");
        ServiceRegistration<WorkerFactory> loser = publish("contested", felix.factory(), 1);
        felix.awaitState(loser, FactoryStatus.State.SHADOWED);

        winner.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "contested", "service.ranking", 9)));
        loser.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "contested", "service.ranking", 3)));

        eventually(
                "the change has been seen",
                () -> felix.status(Felix.serviceId(loser)).orElseThrow().ranking() == 3);
        assertThat(felix.runner().status("contested")).contains(before);
    }

    @Test
    @DisplayName("OC-10 a ranking of the wrong type counts as 0, as the framework has it")
    void rankingOfWrongType() throws Exception {
        felix.publish(felix.factory(), Map.of("worker.id", "contested", "service.ranking", 1));
        felix.awaitStarted("contested");

        ServiceRegistration<WorkerFactory> service =
                felix.publish(felix.factory(), Map.of("worker.id", "contested", "service.ranking", "100"));

        assertThat(felix.awaitState(service, FactoryStatus.State.SHADOWED).ranking())
                .isZero();
    }

    @Test
    @DisplayName("a shadowed factory is not started when the winner's worker merely fails or ends")
    void failureDoesNotPromote() throws Exception {
        TestFactory winner = felix.factory();
        TestFactory loser = felix.factory();
        felix.publish(winner, Map.of("worker.id", "contested", "worker.restart.delay", "1ms", "service.ranking", 1));
        felix.awaitStarted("contested");
        felix.awaitState(felix.publish("contested", loser), FactoryStatus.State.SHADOWED);

        winner.worker().fail(new IllegalStateException("on purpose"));

        winner.worker(2);
        felix.awaitStarted("contested");
        assertThat(loser.starts()).isEmpty();
    }

    @Test
    @DisplayName("one id in two runners is two workers, and nobody is shadowed")
    void runnersHaveIdsOfTheirOwn() throws Exception {
        felix.configure("side", Map.of());
        felix.runner("side");
        ServiceRegistration<WorkerFactory> here = felix.publish("twin", felix.factory());
        ServiceRegistration<WorkerFactory> there =
                felix.publish(felix.factory(), Map.of("worker.id", "twin", "worker.runner", "side"));

        felix.awaitStarted("default", "twin");
        felix.awaitStarted("side", "twin");
        felix.awaitState(here, FactoryStatus.State.ACTIVE);
        felix.awaitState(there, FactoryStatus.State.ACTIVE);
    }

    @Test
    @DisplayName("a deaf worker holds up its successor with the higher ranking, and nobody else")
    void deafWorkerHoldsUpItsSuccessor() throws Exception {
        TestFactory deaf = felix.factory().deaf();
        publish("contested", deaf, 1);
        felix.awaitStarted("contested");
        TestFactory successor = felix.factory();

        publish("contested", successor, 2);
        felix.publish("other", felix.factory());

        felix.awaitStarted("other");
        felix.awaitWorker("default", "contested", WorkerStatus.State.STOPPING);
        assertThat(successor.starts()).isEmpty();
        deaf.endAll();
        successor.worker();
        felix.awaitStarted("contested");
    }

    private static ServiceRegistration<WorkerFactory> publish(String id, TestFactory factory, int ranking)
            throws Exception {
        return felix.publish(factory, Map.of("worker.id", id, "service.ranking", ranking));
    }
}
