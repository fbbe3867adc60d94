// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Shows by a recording of the JVM that lookups never wait for a lock while others fight for it. Those who ask why take
 * the lock of the runner: they have to be seen waiting, or the recording would prove nothing.
 */
final class Locks {
    private static final int WORKERS = 1_000;
    private static final int THREADS_PER_TASK = 2;

    /** At a monitor, and at a lock of {@code java.util.concurrent}. */
    private static final List<String> WAITING = List.of("jdk.JavaMonitorEnter", "jdk.ThreadPark");

    private final List<Task> tasks = new ArrayList<>();
    private volatile boolean isOver;

    private Locks() {}

    /**
     * What some threads do all the time.
     *
     * @param name the beginning of the names of the threads
     * @param isFree whether it is not to wait
     * @param what what is done
     * @param times how often it was done
     * @param waits how often one of the threads has waited
     */
    record Task(String name, boolean isFree, IntFunction<Object> what, LongAdder times, LongAdder waits) {
        boolean isAsItShould() {
            return isFree == (waits.sum() == 0);
        }
    }

    /**
     * Prints who has waited how often, and exits: with 0 if that is as it should be.
     *
     * @param arguments the seconds
     */
    public static void main(String[] arguments) throws Exception {
        List<Task> tasks = watch(Duration.ofSeconds(Long.parseLong(arguments[0])));
        System.out.print(table(tasks).text());
        System.exit(tasks.stream().allMatch(Task::isAsItShould) ? 0 : 1);
    }

    static List<Task> watch(Duration time) throws IOException, InterruptedException {
        WorkerRunner runner = WorkerRunner.start(RunnerParams.of("locks"));
        List<String> ids = CrewPlan.unwatched(WORKERS).ids();
        ids.forEach(id -> runner.startWorker(id, context -> new IdleWorker()));
        ids.forEach(id -> runner.worker(id).join());
        Locks locks = new Locks();
        locks.add("lookup", true, turn -> runner.worker(ids.get(turn)).join());
        locks.add("status", true, turn -> runner.status(ids.get(turn)));
        locks.add("why", false, turn -> runner.why(ids.get(turn)));
        locks.run(time);
        runner.kill();
        return locks.tasks;
    }

    private static Table table(List<Task> tasks) {
        Table table = new Table("what", "on", "times", "waits for locks", "expected", "verdict");
        for (Task task : tasks) {
            table.add(
                    task.name(),
                    THREADS_PER_TASK + " threads",
                    String.valueOf(task.times()),
                    String.valueOf(task.waits()),
                    task.isFree() ? "none" : "some",
                    task.isAsItShould() ? "yes" : "NO");
        }
        return table;
    }

    private void add(String name, boolean isFree, IntFunction<Object> what) {
        tasks.add(new Task(name, isFree, what, new LongAdder(), new LongAdder()));
    }

    /** The first half of the time loads classes and compiles. */
    private void run(Duration time) throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Task task : tasks) {
            for (int i = 0; i < THREADS_PER_TASK; i++) {
                Thread thread = new Thread(() -> repeat(task), task.name() + "-" + i);
                thread.start();
                threads.add(thread);
            }
        }
        TimeUnit.MILLISECONDS.sleep(time.toMillis() / 2);
        Path file = Files.createTempFile("reeve-locks", ".jfr");
        try (Recording recording = new Recording()) {
            for (String event : WAITING) {
                recording.enable(event).withThreshold(Duration.ZERO).withoutStackTrace();
            }
            recording.start();
            TimeUnit.MILLISECONDS.sleep(time.toMillis() / 2);
            recording.stop();
            recording.dump(file);
            count(RecordingFile.readAllEvents(file));
        } finally {
            isOver = true;
            Files.delete(file);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void repeat(Task task) {
        for (int turn = 0; !isOver; turn = turn + 1 == WORKERS ? 0 : turn + 1) {
            if (task.what().apply(turn) == null) {
                throw new IllegalStateException("no answer");
            }
            task.times().increment();
        }
    }

    private void count(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            // Threads of the JVM itself have no name in Java.
            String thread = event.getThread() == null ? null : event.getThread().getJavaName();
            tasks.stream()
                    .filter(task -> thread != null && thread.startsWith(task.name() + "-"))
                    .forEach(task -> task.waits().increment());
        }
    }
}
