// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.itest.fixture.beacon.BeaconActivator;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;

final class UpdateUnderLoadIT {

    private static final int THREADS = 4;
    private static final int ROUNDS = 150;
    private static final int UPDATES = 15;
    private static final int PLACES = 5;

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("factories come, change and go on four threads while bundles are updated and refreshed: "
            + "in the end all that is wanted runs, once, and nothing else")
    void allThatIsWantedRunsInTheEnd() throws Exception {
        Configuration configuration = felix.configure("default", Map.of("worker.restart.delay", "1s"));
        List<Load> loads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            loads.add(new Load(i, felix.bundle()));
        }
        FixtureBundle beacon = FixtureBundle.activatedBy("test.beacon", BeaconActivator.class);
        Bundle updated = felix.bundle(beacon);

        List<CompletableFuture<Void>> ends = new ArrayList<>();
        loads.forEach(load -> ends.add(Background.run(load::run)));
        for (int i = 0; i < UPDATES; i++) {
            updated.update(beacon.jar());
            felix.refresh(updated);
            configuration.update(FrameworkUtil.asDictionary(Map.of("worker.restart.delay", i + "ms")));
        }
        for (CompletableFuture<Void> end : ends) {
            end.get();
        }

        Set<String> wanted = new HashSet<>(Set.of("test.beacon", "test.beacon-dark"));
        loads.forEach(load -> wanted.addAll(load.wanted()));
        Runner runner = felix.runner();
        eventually("exactly the wanted workers are there", runner::workerIds, wanted::equals);
        wanted.remove("test.beacon-dark");
        for (String id : wanted) {
            felix.awaitStarted(id);
        }
        eventually(
                "every factory has its place",
                () -> felix.whiteboard().factories().stream()
                        .allMatch(status -> status.state() == FactoryStatus.State.ACTIVE
                                || status.state() == FactoryStatus.State.SHADOWED));
        eventually(
                "of every factory that is wanted one worker runs, of the others none",
                () -> loads.stream().allMatch(Load::runsWhatIsWanted));
        assertThat(loads).allMatch(load -> load.overlaps.isEmpty());
        assertThat(runner.statuses())
                .filteredOn(status -> !status.id().equals("test.beacon-dark"))
                .allMatch(status -> status.state() == WorkerStatus.State.STARTED);
    }

    /** One thread's factories: some places that are filled, left, swapped and moved at random. */
    private static final class Load {
        private final int number;
        private final Bundle bundle;
        private final Random random;
        private final List<TestFactory> all = new ArrayList<>();
        private final List<Place> places = new ArrayList<>();
        final List<String> overlaps = Collections.synchronizedList(new ArrayList<>());

        private record Place(String id, TestFactory factory, ServiceRegistration<WorkerFactory> service) {}

        Load(int number, Bundle bundle) {
            this.number = number;
            this.bundle = bundle;
            this.random = new Random(number);
        }

        void run() {
            for (int round = 0; round < ROUNDS; round++) {
                if (places.size() < PLACES) {
                    fill("load-" + number + "-" + round);
                } else if (random.nextBoolean()) {
                    places.remove(random.nextInt(places.size())).service().unregister();
                } else {
                    move(random.nextInt(places.size()), "load-" + number + "-" + round);
                }
            }
        }

        private void fill(String id) {
            TestFactory factory = felix.factory();
            factory.first(context -> {
                if (factory.workers().stream().anyMatch(worker -> !worker.hasEnded())) {
                    overlaps.add(context.id());
                }
            });
            all.add(factory);
            places.add(new Place(id, factory, felix.publish(bundle, factory, Map.of("worker.id", id))));
        }

        private void move(int index, String id) {
            Place place = places.get(index);
            place.service().setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", id)));
            places.set(index, new Place(id, place.factory(), place.service()));
        }

        List<String> wanted() {
            return places.stream().map(Place::id).toList();
        }

        boolean runsWhatIsWanted() {
            List<TestFactory> wanted = places.stream().map(Place::factory).toList();
            return all.stream().allMatch(factory -> running(factory) == (wanted.contains(factory) ? 1 : 0));
        }

        private static long running(TestFactory factory) {
            return factory.workers().stream()
                    .filter(worker -> !worker.hasEnded())
                    .count();
        }
    }
}
