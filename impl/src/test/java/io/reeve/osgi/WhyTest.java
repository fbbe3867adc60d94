// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the whiteboard says of workers that were given up, and why a factory is in its state, down to the root. */
@Timeout(120)
class WhyTest {
    private final Scene scene = new Scene();
    private final Puppets puppets = new Puppets();

    @AfterEach
    void close() {
        scene.close();
    }

    private List<Why> chain(FakeService<WorkerFactory> service) {
        return scene.board.why(service.id()).orElseThrow().chain();
    }

    private static String seen(Why link) {
        return link.subject() + " " + link.state();
    }

    private FakeService<WorkerFactory> givenUp() {
        FakeService<WorkerFactory> service = scene.arrives(
                puppets,
                "worker.id",
                "a",
                "worker.restart.delay",
                "0",
                "worker.restart.budget",
                1,
                "worker.restart.window",
                "1h");
        for (int failure = 1; failure <= 2; failure++) {
            int started = failure;
            Eventually.is("started " + failure, () -> puppets.started() == started);
            puppets.running().fail(new IOException("line cut"));
        }
        scene.expect(service, State.GIVEN_UP);
        return service;
    }

    @Test
    @DisplayName(
            "a factory whose worker was given up is given up, with the budget and what to do; an operator starts it")
    void aGivenUpFactoryIsSeenAsSuch() {
        FakeService<WorkerFactory> service = givenUp();

        assertThat(scene.reason(service)).contains("budget of 1 restarts in 1 h is used up", "worker:start");
        assertThat(scene.board.start("default", "a")).isTrue();

        scene.expect(service, State.ACTIVE);
        Eventually.is("a new worker", () -> puppets.started() == 3);
        assertThat(scene.board.start("default", "a")).isFalse();
        assertThat(scene.reason(service)).isEmpty();
    }

    @Test
    @DisplayName("one that is shadowed by it is told of the failure at the root")
    void fromShadowToFailure() {
        FakeService<WorkerFactory> holder = givenUp();
        FakeService<WorkerFactory> shadowed = scene.arrives(new Puppets(), "worker.id", "a");

        List<Why> chain = chain(shadowed);

        assertThat(chain)
                .extracting(WhyTest::seen)
                .containsExactly(
                        "factory 'a' " + where(shadowed) + " shadowed",
                        "factory 'a' " + where(holder) + " given up",
                        "worker 'a' given up");
        assertThat(chain.get(2).failure()).isInstanceOf(IOException.class);
        assertThat(chain.get(1)).isEqualTo(scene.board.why(holder.id()).orElseThrow());
    }

    private static String where(FakeService<WorkerFactory> service) {
        return "[service " + service.id() + " of bundle test.factories 1.2.3 ["
                + service.getBundle().getBundleId() + "]]";
    }

    @Test
    @DisplayName("a factory without a runner is its own root; with a dead one, that is, with what it died of")
    void withoutARunner() {
        FakeService<WorkerFactory> homeless = scene.arrives(puppets, "worker.id", "a", "worker.runner", "nowhere");
        assertThat(chain(homeless))
                .singleElement()
                .satisfies(link -> assertThat(link.text()).contains("there is no runner 'nowhere'"));

        scene.configures("io.reeve.runner~side", "fatal.errors", "*");
        Puppets fatal = new Puppets();
        FakeService<WorkerFactory> orphan = scene.arrives(fatal, "worker.id", "b", "worker.runner", "side");
        fatal.running().fail(new IOException("line cut"));
        scene.expect(orphan, State.UNASSIGNED);

        List<Why> chain = chain(orphan);
        assertThat(chain).hasSizeGreaterThan(1);
        assertThat(chain.get(chain.size() - 1).subject()).isEqualTo("runner 'side'");
        assertThat(chain.get(chain.size() - 1).failure()).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("a factory that departs, and one that waits for it, lead to the worker that does not end")
    void deafWorker() {
        Puppets deaf = Puppets.deaf();
        FakeService<WorkerFactory> first = scene.arrives(deaf, "worker.id", "a");
        deaf.running();
        scene.departs(first);
        scene.expect(first, State.DEPARTING);

        assertThat(chain(first))
                .extracting(WhyTest::seen)
                .containsExactly("factory 'a' " + where(first) + " departing", "worker 'a' stopping");
    }

    @Test
    @DisplayName("a factory that moves leads to the worker under its former id")
    void move() {
        Puppets deaf = Puppets.deaf();
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        deaf.running();
        scene.changes(service, "worker.id", "b");
        scene.expect(service, State.WAITING);

        assertThat(chain(service))
                .extracting(WhyTest::seen)
                .containsExactly("factory 'b' " + where(service) + " waiting", "worker 'a' stopping");
    }

    @Test
    @DisplayName("a factory whose id is taken leads to the worker that has it; one that makes no sense is its own root")
    void refused() {
        scene.runner("default").startWorker("a", new Puppets());
        FakeService<WorkerFactory> late = scene.arrives(puppets, "worker.id", "a");
        FakeService<WorkerFactory> nameless = scene.arrives(puppets);
        scene.expect(late, State.REFUSED);

        assertThat(chain(late)).hasSize(2);
        assertThat(chain(late).get(1).subject()).isEqualTo("worker 'a'");
        assertThat(chain(nameless))
                .singleElement()
                .satisfies(link -> assertThat(link.text()).contains("it has no id"));
    }

    @Test
    @DisplayName(
            "who was stopped or has ended is its own root; who is active leads to its worker; who is gone, nowhere")
    void others() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();
        assertThat(chain(service))
                .extracting(WhyTest::seen)
                .containsExactly("factory 'a' " + where(service) + " active", "worker 'a' started");

        scene.board.stop("default", "a").toCompletableFuture().join();
        assertThat(chain(service))
                .singleElement()
                .satisfies(link -> assertThat(link.text()).contains("stopped by an operator"));

        scene.runner("default").kill();
        Eventually.is("dead", () -> scene.runner("default").state() == Runner.State.DEAD);
        // Once its worker is known to have ended, which is a little after that can be seen.
        Eventually.is(
                "by itself: it would be stopped in any runner",
                () -> chain(service).size() == 1);

        scene.departs(service);
        scene.expectGone(service);
        assertThat(scene.board.why(service.id())).isEmpty();
        assertThat(scene.board.why(-1)).isEmpty();
    }
}
