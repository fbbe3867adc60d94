// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reeve.demo.loop.ThreadWorker;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The prober against the real server. */
@Timeout(60)
final class ProbeTest {
    private static final Duration PERIOD = Duration.ofMillis(1);

    private final ServerAddress address = new ServerAddress();
    private final ServerFactory servers = new ServerFactory(address);

    @Test
    @DisplayName("it reports status, latency and successes while the server is up")
    void reportsSuccesses() throws Exception {
        Worker server = servers.start(new FirstStart());
        ThreadWorker probe = startProbe();

        await().untilAsserted(() ->
                assertThat(probe.report()).containsEntry("status", "200").containsKeys("url", "latency-ms"));
        assertThat(probe.report()).containsEntry("failures", 0L);

        probe.stop();
        server.stop();
    }

    @Test
    @DisplayName("it fails with the reason after some misses in a row")
    void failsWhenTheServerIsDown() throws Exception {
        servers.start(new FirstStart()).stop();

        assertThatThrownBy(startProbe()::await)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessageContaining("3 times")
                .hasMessageContaining("refused");
    }

    @Test
    @DisplayName("a server that has never been up is a miss, too")
    void failsWhenThereWasNoServer() {
        assertThatThrownBy(startProbe()::await).cause().hasMessageContaining("demo.server has never been up");
    }

    @Test
    @DisplayName("the server takes the same port when it comes back")
    void serverKeepsItsPort() throws Exception {
        servers.start(new FirstStart()).stop();
        var before = address.url();
        servers.start(new FirstStart()).stop();

        assertThat(address.url()).isEqualTo(before).isPresent();
    }

    @Test
    @DisplayName("the server takes another port when its own is taken")
    void serverEvades() throws Exception {
        Worker one = servers.start(new FirstStart());
        var before = address.url();
        Worker two = servers.start(new FirstStart());

        assertThat(address.url()).isNotEqualTo(before).isPresent();

        one.stop();
        two.stop();
    }

    @Test
    @DisplayName("no thread of the server or the prober is left when they have ended")
    void leavesNoThread() throws Exception {
        Worker server = servers.start(new FirstStart());
        ThreadWorker probe = startProbe();
        await().until(() -> probe.report().containsKey("latency-ms"));

        probe.stop();
        server.stop();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread ->
                        thread.getName().matches("probe|default/demo.server#1|HTTP-Dispatcher|idle-timeout-task")));
    }

    private ThreadWorker startProbe() {
        return ThreadWorker.start("probe", new Probe(address::url, PERIOD, 3));
    }

    private record FirstStart() implements StartContext {
        @Override
        public String runner() {
            return "default";
        }

        @Override
        public String id() {
            return "demo.server";
        }

        @Override
        public long generation() {
            return 1;
        }

        @Override
        public Optional<Throwable> previousFailure() {
            return Optional.empty();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public CompletionStage<Void> cancelled() {
            return new CompletableFuture<>();
        }
    }
}
