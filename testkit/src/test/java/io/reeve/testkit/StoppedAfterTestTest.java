// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The extension is used as it should be; what its scopes find to be wrong is tested with the scope. */
@ExtendWith({StoppedAfterTestTest.Referee.class, StoppedAfterTest.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StoppedAfterTestTest {
    private static final List<ScriptedWorker> OF_TESTS = new ArrayList<>();
    private static ScriptedWorker ofTheClass;

    /** Registered first, so it comes last. */
    static final class Referee implements AfterAllCallback {
        @Override
        public void afterAll(ExtensionContext context) {
            assertThat(OF_TESTS).hasSize(3).allMatch(StoppedAfterTestTest::hasEnded);
            assertThat(hasEnded(ofTheClass)).isTrue();
        }
    }

    private static boolean hasEnded(ScriptedWorker worker) {
        return worker.completion().toCompletableFuture().isDone();
    }

    private WorkerScope scope;

    @BeforeAll
    static void beforeAll(WorkerScope workers) {
        ofTheClass = workers.own(ScriptedWorker.obedient());
    }

    @BeforeEach
    void before(WorkerScope workers) {
        scope = workers;
        OF_TESTS.add(workers.own(ScriptedWorker.obedient()));
    }

    @Test
    @Order(1)
    @DisplayName("a test has the scope of what comes before and after it")
    void aTestHasOneScope(WorkerScope workers) {
        assertThat(workers).isSameAs(scope);
        OF_TESTS.add(workers.own(ScriptedWorker.obedient()));
    }

    @Test
    @Order(2)
    @DisplayName(
            "the next test has another one, and finds the workers of the first stopped, but not those of the class")
    void theNextTestHasAnother() {
        assertThat(OF_TESTS.subList(0, 2)).allMatch(StoppedAfterTestTest::hasEnded);
        assertThat(hasEnded(OF_TESTS.get(2))).isFalse();
        assertThat(hasEnded(ofTheClass)).isFalse();
    }

    @AfterEach
    void after(WorkerScope workers) {
        assertThat(workers).isSameAs(scope);
    }

    @AfterAll
    static void afterAll(WorkerScope workers) {
        assertThat(hasEnded(ofTheClass)).isFalse();
        workers.own(ScriptedWorker.obedient());
    }
}
