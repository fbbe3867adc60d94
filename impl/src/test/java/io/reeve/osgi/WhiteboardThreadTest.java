// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WhiteboardThreadTest {
    private final WhiteboardThread thread = new WhiteboardThread("test-whiteboard");

    private Thread threadOfATask() {
        AtomicReference<Thread> seen = new AtomicReference<>();
        thread.execute(() -> seen.set(Thread.currentThread()));
        Eventually.is("run", () -> seen.get() != null);
        return seen.get();
    }

    @Test
    void tasksRunInOrderOneAfterTheOther() {
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            thread.execute(() -> done.add(number));
        }
        Eventually.is("all done", () -> done.size() == 1_000);
        assertThat(done).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void theThreadTakesNothingOverFromItsCreator() {
        InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
        inheritable.set("from the creator");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new ClassLoader(before) {});
        try {
            AtomicReference<String> inherited = new AtomicReference<>("not run");
            Thread worker = threadOfATask();
            thread.execute(() -> inherited.set(inheritable.get()));
            Eventually.is("run", () -> !"not run".equals(inherited.get()));

            assertThat(inherited.get()).isNull();
            assertThat(worker.getContextClassLoader()).isSameAs(WhiteboardThread.class.getClassLoader());
            assertThat(worker.isDaemon()).isTrue();
            assertThat(worker.getName()).isEqualTo("test-whiteboard");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void theThreadGoesWhenThereIsNothingToDo() {
        Thread worker = threadOfATask();

        Eventually.ends(worker);
        assertThat(threadOfATask()).isNotSameAs(worker);
    }

    @Test
    void aTaskThatThrowsSpoilsNothing() {
        Thread worker = threadOfATask();
        thread.execute(() -> {
            throw new StackOverflowError();
        });

        assertThat(threadOfATask()).isSameAs(worker);
    }

    @Test
    void whatWasHandedInBeforeTheCloseIsDoneAndWhatComesLaterIsDropped() {
        CountDownLatch go = new CountDownLatch(1);
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        thread.execute(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            done.add("first");
        });
        thread.execute(() -> done.add("second"));
        Thread worker = threadByName();

        thread.close();
        thread.execute(() -> done.add("late"));
        go.countDown();

        Eventually.ends(worker);
        assertThat(done).containsExactly("first", "second");
    }

    private static Thread threadByName() {
        AtomicReference<Thread> found = new AtomicReference<>();
        Eventually.is("there", () -> {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(each -> each.getName().equals("test-whiteboard") && Eventually.isWaiting(each))
                    .forEach(found::set);
            return found.get() != null;
        });
        return found.get();
    }
}
