// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the methods of a test class a {@link WorkerScope}, whose workers are stopped after the test:
 *
 * <pre>{@code
 * @ExtendWith(StoppedAfterTest.class)
 * class HeartbeatTest {
 *     @Test
 *     void beats(WorkerScope workers) {
 *         Heartbeat heartbeat = workers.own(new Heartbeat(clock));
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>The methods that are called before and after each test get the scope of that test, and those that are called
 * before and after all tests get one of the class. A scope is closed when the last of those methods has returned; if
 * that fails, so does the test or the class, and if the test has failed before, it is attached to that failure.
 *
 * <p>It needs JUnit Jupiter.
 */
public final class StoppedAfterTest implements ParameterResolver, AfterEachCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(StoppedAfterTest.class);

    /** Creates the extension; for JUnit. */
    public StoppedAfterTest() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        // A constructor's would have to outlive the test.
        return parameter.getParameter().getType() == WorkerScope.class
                && parameter.getDeclaringExecutable() instanceof Method;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The id belongs to the key: a store also finds what is in the stores around it.
        return context.getStore(NAMESPACE).getOrComputeIfAbsent(context.getUniqueId(), id -> new WorkerScope());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(context);
    }

    private static void close(ExtensionContext context) {
        WorkerScope scope = context.getStore(NAMESPACE).remove(context.getUniqueId(), WorkerScope.class);
        if (scope != null) {
            scope.close();
        }
    }
}
