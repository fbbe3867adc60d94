// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.BundleException;

/** The health check, as the health bundles of Felix execute it. */
final class HealthIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @RegisterExtension
    final Manifolds manifolds = new Manifolds(felix);

    @BeforeAll
    static void addHealthBundles() throws BundleException {
        felix.container().addHealthBundles();
    }

    /** As an operator or a load balancer asks, and not from the executor's cache. */
    private static List<HealthCheckExecutionResult> results(String tag) {
        return felix.service(HealthCheckExecutor.class)
                .execute(
                        HealthCheckSelector.tags(tag),
                        new HealthCheckExecutionOptions().setForceInstantExecution(true));
    }

    private static Result result() {
        return eventually("there is one check with our tag", () -> results("reeve"), all -> all.size() == 1)
                .get(0)
                .getHealthCheckResult();
    }

    private static boolean says(Status status, String... words) {
        Result result = result();
        return result.getStatus() == status
                && StreamSupport.stream(result.spliterator(), false)
                        .anyMatch(entry -> List.of(words).stream().allMatch(entry.getMessage()::contains));
    }

    private static void expect(Status status, String... words) {
        eventually(status + " with " + List.of(words), () -> says(status, words));
    }

    @Test
    @DisplayName("OC-18 the check has a name and a tag, is not immediate, and all is well with nothing to supervise")
    void allIsWell() {
        expect(Status.OK, "runner 'default': 0 workers, all well");
        expect(Status.OK, "engine 'default': 0 manifolds, all well");
        assertThat(results("reeve").get(0).getHealthCheckMetadata().getTitle()).isEqualTo("Reeve");
        assertThat(felix.references(HealthCheck.class, "(hc.tags=reeve)")).hasSize(1);
    }

    @Test
    @DisplayName("OC-18 a worker that backs off is a warning, until an operator starts it")
    void backingOff() throws Exception {
        TestFactory factory = felix.factory();
        felix.configure("side", Map.of());
        felix.publish(factory, Map.of("worker.id", "w", "worker.runner", "side", "worker.restart.delay", "1h"));
        felix.awaitStarted("side", "w");
        factory.worker(1).fail(new IOException("line cut"));
        expect(Status.WARN, "runner 'side': worker 'w' is stopped", "java.io.IOException: line cut");

        felix.runner("side").restartWorker("w");
        factory.worker(2);
        expect(Status.OK, "runner 'side': 1 worker, all well");
    }

    @Test
    @DisplayName("OC-18 what has used its budget up turns health critical")
    void critical() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish(
                factory,
                Map.of(
                        "worker.id", "w",
                        "worker.restart.delay", "0",
                        "worker.restart.budget", 1,
                        "worker.restart.window", "1h"));
        factory.worker(1).fail(new IOException("line cut"));
        factory.worker(2).fail(new IOException("line cut"));

        expect(Status.CRITICAL, "runner 'default': worker 'w' is given up", "java.io.IOException: line cut");
        felix.whiteboard().start("default", "w");
        expect(Status.OK, "runner 'default': 1 worker, all well");
    }

    @Test
    @DisplayName("OC-18 an abandoned worker and a dead runner are critical")
    void abandonedAndDead() throws Exception {
        TestFactory deaf = felix.factory().deaf();
        felix.publish(deaf, Map.of("worker.id", "w", "worker.stop.timeout", "2ms"));
        felix.awaitStarted("w");
        felix.whiteboard().stop("default", "w");
        expect(Status.CRITICAL, "runner 'default': worker 'w' is abandoned");
        deaf.endAll();
        expect(Status.OK, "runner 'default': 0 workers, all well");

        felix.configure("side", Map.of("fatal.errors", "*"));
        TestFactory fatal = felix.factory();
        felix.publish(fatal, Map.of("worker.id", "f", "worker.runner", "side"));
        fatal.worker(1).fail(new IOException("line cut"));
        expect(Status.CRITICAL, "runner 'side' is dead", "worker 'f'", "java.io.IOException: line cut");
    }

    @Test
    @DisplayName("OC-18 a failing manifold is a warning")
    void manifold() throws Exception {
        TestManifold node = manifolds.manifold("node");
        manifolds.publish("node", node);
        manifolds.awaitStarted("node");
        node.worker(1).fail(new IOException("line cut"));

        expect(Status.WARN, "engine 'default': manifold 'node'", "java.io.IOException: line cut");
    }
}
