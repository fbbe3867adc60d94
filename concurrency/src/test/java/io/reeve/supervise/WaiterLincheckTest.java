// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whoever waits at a shell is served once or gives up, and afterwards does not stand in line any more. */
public class WaiterLincheckTest {
    /** Serves those who wait in the order in which they came. */
    private static final class Counter extends StateMachine<Waiter<String>> {
        final Waiter.Line<String> line = new Waiter.Line<>();

        Waiter<String> join() {
            return line.join();
        }

        void serve() {
            Waiter<String> first = line.poll();
            if (first != null) {
                emit(first);
            }
        }
    }

    private final Crowd crowd = new Crowd();
    private final Counter counter = new Counter();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger gaveUp = new AtomicInteger();
    private final List<Waiter<String>> waiters = new ArrayList<>();

    private final MachineShell<Counter, Waiter<String>> shell = new MachineShell<>(
            counter,
            new StandingClock(),
            new Listeners(crowd, Listeners.DEFAULT_CAPACITY, null, ""),
            waiter -> served.addAndGet(waiter.complete("served") ? 1 : 0));

    private Waiter<String> join() {
        Waiter<String> waiter = shell.leaveWhenDone(shell.handle(Counter::join));
        synchronized (waiters) {
            waiters.add(waiter);
        }
        return waiter;
    }

    @Operation
    public void await() {
        var unused = join();
    }

    @Operation
    public void awaitAndGiveUp() {
        if (join().cancel(false)) {
            gaveUp.incrementAndGet();
        }
    }

    @Operation
    public void serve() {
        shell.tell(Counter::serve);
    }

    @Validate
    public void nobodyIsForgotten() {
        int open = 0;
        for (Waiter<String> waiter : waiters) {
            open += waiter.isDone() ? 0 : 1;
        }
        if (served.get() + gaveUp.get() + open != waiters.size()) {
            throw new AssertionError(
                    served + " served and " + gaveUp + " gave up, " + open + " wait, but " + waiters.size() + " came");
        }
        int standing = 0;
        for (Waiter<String> first = counter.line.poll(); first != null; first = counter.line.poll()) {
            standing++;
            if (first.isDone()) {
                throw new AssertionError("stands in line and is done");
            }
        }
        if (standing != open) {
            throw new AssertionError(standing + " stand in line, " + open + " wait");
        }
    }

    @Test
    @DisplayName("who waits is served once or gives up, and stands in line no longer")
    void keepsItsPromise() {
        Exploration.of(4, 100).check(WaiterLincheckTest.class);
    }
}
