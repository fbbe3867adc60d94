// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Worker;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerEvent.RunnerDead;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LoggingTest {
    private final Log log = new Log();

    @RegisterExtension
    final Rig rig = Rig.whereSomeAreFatal(params -> params.logger(log));

    private record Line(Level level, String message, Throwable thrown) {}

    /** A logger that keeps what it is told. */
    private static final class Log implements System.Logger {
        final List<Line> lines = new CopyOnWriteArrayList<>();

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(new Line(level, message, thrown));
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            lines.add(new Line(level, format, null));
        }

        List<Line> of(String... words) {
            return lines.stream()
                    .filter(line -> List.of(words).stream().allMatch(line.message::contains))
                    .toList();
        }
    }

    /** Ends the runner; the last line comes at some time after. */
    private void finish() throws Exception {
        rig.finish();
        rig.events.await(RunnerDead.class);
        while (log.of("dead").isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("R-90 debug: registration, start, stop, removal")
    void debugLines() throws Exception {
        rig.start("a");
        Soon.get(rig.runner.stopWorker("a"));
        finish();
        for (String what : List.of("registered", "started", "stop", "removed")) {
            assertThat(log.of("'a'", what))
                    .as(what)
                    .anySatisfy(line -> assertThat(line.level()).isEqualTo(Level.DEBUG));
        }
    }

    @Test
    @DisplayName("R-91 info: each start, each end without error, restarting in D, dying, a start that is refused")
    void infoLines() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory).end(new Exception("once"));
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        rig.awaitStarted("a", 2);
        factory.worker(2).end();
        rig.awaitRemoved("a");
        rig.start("slow", ScriptedWorker.deaf());
        rig.runner.kill();
        try {
            rig.runner.startWorker("late", context -> ScriptedWorker.obedient());
        } catch (RuntimeException expected) {
            assertThat(expected).isInstanceOf(io.reeve.worker.RunnerDeadException.class);
        }
        finish();
        assertInfo("'a' #1 starts");
        assertInfo("'a' #2 starts");
        assertInfo("'a' #1", "restarts in 3 s");
        assertInfo("'a' #2", "without error");
        assertInfo("runner '" + Rig.NAME + "': dying");
        assertInfo("'late'", "not started");
    }

    private void assertInfo(String... words) {
        assertThat(log.of(words)).as(List.of(words).toString()).hasSize(1).allMatch(line -> line.level() == Level.INFO);
    }

    @Test
    @DisplayName("R-92 error: fatal and other errors, with the id")
    void errorLines() throws Exception {
        rig.start("a").end(new Exception("once"));
        rig.awaitDelay("a", 1);
        rig.start("b").end(new Exception("fatal: gone"));
        finish();
        assertThat(log.of("'a'", "once")).anyMatch(line -> line.level() == Level.ERROR);
        assertThat(log.of("'b'", "fatal: gone")).anyMatch(line -> line.level() == Level.ERROR);
        assertThat(log.lines).filteredOn(line -> line.level() == Level.ERROR).hasSize(2);
    }

    @Test
    @DisplayName("L-1 an error that nobody declared is logged with its stack trace")
    void undeclaredErrorsAreLoggedWithTheirStack() throws Exception {
        RuntimeException bug = new IllegalStateException("bug");
        rig.start("a").end(bug);
        rig.awaitDelay("a", 1);
        AssertionError alsoABug = new AssertionError("assertion in the wrong place");
        rig.runner.startWorker("b", context -> Rig.sneak(alsoABug));
        rig.awaitDelay("b", 1);
        finish();
        assertThat(log.of("'a'", "bug")).anyMatch(line -> line.thrown() == bug);
        assertThat(log.of("'b'", "assertion")).anyMatch(line -> line.thrown() == alsoABug);
    }

    @Test
    @DisplayName("R-6 without a logger there is no output")
    void noOutputByDefault() throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(capture);
        System.setErr(capture);
        Rig silent = Rig.whereSomeAreFatal();
        try {
            silent.start("a").end(new IllegalStateException("bug"));
            silent.awaitDelay("a", 1);
            silent.start("b", new ScriptedWorker(self -> {
                self.end(new Exception("fatal"));
                throw new IllegalStateException("kill is broken");
            }));
            silent.finish();
            silent.events.await(RunnerDead.class);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    @DisplayName("B-25 a logger that throws is ignored; one that calls the runner completes")
    void hostileLogger() throws Exception {
        Worker[] seen = new Worker[1];
        Rig[] self = new Rig[1];
        System.Logger hostile = new System.Logger() {
            @Override
            public String getName() {
                return "hostile";
            }

            @Override
            public boolean isLoggable(Level level) {
                return true;
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
                log(level, bundle, message);
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String format, Object... params) {
                Rig rig = self[0];
                if (rig != null && format.contains("'a'") && format.contains("started")) {
                    rig.runner.report();
                    seen[0] = rig.runner.worker("a").getNow(null);
                    rig.runner.stopWorker("a");
                }
                throw new IllegalStateException("disk full");
            }
        };
        Rig rig = Rig.whereNothingIsFatal(params -> params.logger(hostile));
        self[0] = rig;
        try {
            rig.runner.startWorker("a", rig.factory());
            rig.awaitRemoved("a");
            assertThat(seen[0]).isNotNull();
            rig.start("b");
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("R-90 R-91 every event names its runner and its time; a listener sees them in order")
    void eventsInOrder() throws Exception {
        rig.start("a").end(new Exception("once"));
        rig.awaitDelay("a", 1);
        Soon.get(rig.runner.stopWorker("a"));
        rig.awaitRemoved("a");
        finish();
        List<RunnerEvent> events = rig.events.events();
        assertThat(events).allSatisfy(event -> {
            assertThat(event.runner()).isEqualTo(Rig.NAME);
            assertThat(event.time()).isEqualTo(Rig.START);
        });
        assertThat(events.stream().map(event -> event.getClass().getSimpleName()))
                .containsExactly(
                        "Registered",
                        "Starting",
                        "Started",
                        "Failed",
                        "RestartScheduled",
                        "Removed",
                        "RunnerDying",
                        "RunnerDead");
    }

    @Test
    @DisplayName("B-25 a listener that blocks delays only itself")
    void blockedListener() throws Exception {
        Gate gate = new Gate();
        Rig rig = Rig.whereNothingIsFatal(params -> params.listener(event -> gate.passStubbornly()));
        rig.atTheEnd(gate::open);
        try {
            rig.start("a");
            gate.awaitArrival();
            rig.start("b");
            assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
            rig.awaitRemoved("a");
            rig.runner.kill();
            assertThat(rig.result()).isNull();
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("R-6 the defaults make no listener, and the runner works")
    void withoutAnybodyListening() throws Exception {
        io.reeve.runner.WorkerRunner runner = io.reeve.runner.WorkerRunner.start(RunnerParams.of("quiet"));
        runner.startWorker("a", context -> ScriptedWorker.obedient());
        assertThat(Soon.get(runner.worker("a"))).isNotNull();
        runner.kill();
        assertThat(Soon.errorOf(runner.completion())).isNull();
    }
}
