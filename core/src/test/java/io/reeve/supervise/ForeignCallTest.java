// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForeignCallTest {
    private final Thread current = Thread.currentThread();
    private final String name = current.getName();
    private final ClassLoader loader = current.getContextClassLoader();
    private final ClassLoader foreign = new ClassLoader() {};

    private final class Call extends ForeignCall {
        private final Runnable code;

        Call(Runnable code) {
            super(foreign);
            this.code = code;
        }

        @Override
        protected String threadName() {
            return "reeve/r/a#1";
        }

        @Override
        protected void call() {
            code.run();
        }
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    @DisplayName("OC-28: during the call the thread has its name and class loader, afterwards what it had before")
    void nameAndLoader() {
        new Call(() -> {
                    assertThat(current.getName()).isEqualTo("reeve/r/a#1");
                    assertThat(current.getContextClassLoader()).isSameAs(foreign);
                })
                .run();
        assertThatThreadIsAsBefore();
    }

    @Test
    @DisplayName("OC-28: the class loader that fits an object is that of its class; for none, the system's")
    void loaderOfAnObject() {
        ClassLoader own = new ClassLoader(current.getContextClassLoader()) {};
        Object object =
                Proxy.newProxyInstance(own, new Class<?>[] {Runnable.class}, (proxy, method, arguments) -> null);
        assertThat(ForeignCall.loaderOf(object)).isSameAs(own);
        assertThat(ForeignCall.loaderOf("of the JVM's own")).isSameAs(ClassLoader.getSystemClassLoader());
        assertThat(ForeignCall.loaderOf(null)).isSameAs(ClassLoader.getSystemClassLoader());
    }

    @Test
    @DisplayName("What the code does to the thread is undone, also when it throws")
    void undone() {
        Call call = new Call(() -> {
            current.setName("mine");
            current.setContextClassLoader(null);
            current.interrupt();
            throw new AssertionError("broken");
        });
        assertThatThrownBy(call::run).hasMessage("broken");
        assertThatThreadIsAsBefore();
        assertThat(call.thread()).isNull();
    }

    @Test
    @DisplayName("A call inside a call gives the thread back to the outer one")
    void nested() {
        new Call(() -> {
                    new Call(() -> {}).run();
                    assertThat(current.getName()).isEqualTo("reeve/r/a#1");
                    assertThat(current.getContextClassLoader()).isSameAs(foreign);
                })
                .run();
        assertThatThreadIsAsBefore();
    }

    @Test
    @DisplayName("An interrupt reaches the code only while it is being called")
    void interruptOnlyInside() {
        Call[] call = new Call[1];
        AtomicBoolean reached = new AtomicBoolean();
        call[0] = new Call(() -> {
            assertThat(call[0].thread()).isSameAs(current);
            call[0].interrupt();
            reached.set(current.isInterrupted());
        });
        call[0].interrupt();
        call[0].run();
        assertThat(reached).isTrue();
        assertThatThreadIsAsBefore();
        call[0].interrupt();
        assertThat(current.isInterrupted()).isFalse();
    }

    @Test
    @DisplayName("B-23: however late an interrupt comes, it does not hit what the thread does next")
    void lateInterrupt() throws Exception {
        int rounds = 5_000;
        Call[] call = new Call[1];
        CyclicBarrier barrier = new CyclicBarrier(2);
        Thread interrupter = new Thread(() -> {
            try {
                for (int round = 0; round < rounds; round++) {
                    barrier.await();
                    call[0].interrupt();
                    barrier.await();
                }
            } catch (Exception broken) {
                throw new AssertionError(broken);
            }
        });
        call[0] = new Call(() -> {});
        interrupter.start();
        for (int round = 0; round < rounds; round++) {
            barrier.await();
            call[0].run();
            assertThat(current.isInterrupted()).as("round %s", round).isFalse();
            barrier.await();
        }
        interrupter.join();
    }

    private void assertThatThreadIsAsBefore() {
        assertThat(current.getName()).isEqualTo(name);
        assertThat(current.getContextClassLoader()).isSameAs(loader);
        assertThat(current.isInterrupted()).isFalse();
    }
}
