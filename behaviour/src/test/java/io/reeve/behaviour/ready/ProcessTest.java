// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.ready;

import static io.reeve.testkit.WorkerChecks.checkAlive;
import static io.reeve.testkit.WorkerChecks.checkKill;
import static io.reeve.testkit.WorkerChecks.checkKilled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reeve.catacomb.Workers;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayName("a worker from a process")
final class ProcessTest {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final VirtualClock clock = new VirtualClock();

    @AfterEach
    void noTimerIsLeft() {
        assertThat(clock.pending()).isZero();
    }

    /** A process that does nothing but note what is asked of it. */
    private static final class PuppetProcess extends Process {
        private final List<String> asked = new ArrayList<>();
        private final CompletableFuture<Process> exit = new CompletableFuture<>();
        private final Signal destroyed = new Signal();
        private final Signal forced = new Signal();
        private volatile int code = -1;

        void exit(int exitCode) {
            code = exitCode;
            exit.complete(this);
        }

        synchronized List<String> asked() {
            return List.copyOf(asked);
        }

        @Override
        public synchronized void destroy() {
            asked.add("destroy");
            destroyed.set();
        }

        @Override
        public synchronized Process destroyForcibly() {
            asked.add("destroyForcibly");
            forced.set();
            return this;
        }

        @Override
        public boolean isAlive() {
            return !exit.isDone();
        }

        @Override
        public CompletableFuture<Process> onExit() {
            return exit;
        }

        @Override
        public int exitValue() {
            return code;
        }

        @Override
        public int waitFor() {
            throw new AssertionError("nobody waits");
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return InputStream.nullInputStream();
        }
    }

    @Nested
    @DisplayName("that obeys the test")
    final class OfAPuppet {
        private final PuppetProcess process = new PuppetProcess();
        private final Worker worker = Workers.process(process, GRACE, clock);

        @Test
        @DisplayName("a kill asks it to terminate, once, and forces nothing before the grace is over")
        void aKillAsksFirst() throws Exception {
            worker.kill();
            worker.kill();
            process.destroyed.await();
            clock.awaitTimers(1);
            clock.advance(GRACE.minusNanos(1));
            checkAlive(worker);
            assertThat(process.asked()).containsExactly("destroy");
            process.exit(143);
            assertThat(checkKill(worker)).isEmpty();
            clock.awaitNoTimers();
            assertThat(process.asked()).containsExactly("destroy");
        }

        @Test
        @DisplayName("after the grace it is destroyed forcibly, and the worker ends when it has gone")
        void afterTheGraceItIsForced() throws Exception {
            worker.kill();
            process.destroyed.await();
            clock.advance(GRACE);
            process.forced.await();
            checkAlive(worker);
            assertThat(process.asked()).containsExactly("destroy", "destroyForcibly");
            process.exit(137);
            assertThat(checkKilled(worker)).isEmpty();
        }

        @Test
        @DisplayName("that ends by itself with zero is a clean end")
        void zeroIsClean() throws Exception {
            process.exit(0);
            assertThat(checkKilled(worker)).isEmpty();
            assertThat(checkKill(worker)).isEmpty();
            assertThat(process.asked()).isEmpty();
        }

        @Test
        @DisplayName("whose end cannot be observed is a failure")
        void anEndThatCannotBeObserved() throws Exception {
            IOException lost = new IOException("lost");
            process.exit.completeExceptionally(lost);
            assertThat(checkKilled(worker)).containsSame(lost);
        }
    }

    @Test
    @DisplayName("negative grace and null are refused, and nothing is asked of the process")
    void badInputIsRefused() {
        PuppetProcess process = new PuppetProcess();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workers.process(process, Duration.ofSeconds(-1)))
                .withMessageContainingAll("grace", "PT-1S");
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.process(null, GRACE))
                .withMessage("process");
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.process(process, null))
                .withMessage("grace");
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.process(process, GRACE, null))
                .withMessage("clock");
        assertThat(process.asked()).isEmpty();
    }

    @Nested
    @DisplayName("of the operating system")
    @DisabledOnOs(OS.WINDOWS)
    final class OfTheSystem {
        private final List<ProcessHandle> started = new ArrayList<>();

        @AfterEach
        void nothingIsLeft() {
            started.forEach(ProcessHandle::destroyForcibly);
        }

        private Process shell(String script) throws IOException {
            Process process = new ProcessBuilder("sh", "-c", script).start();
            started.add(process.toHandle());
            return process;
        }

        @Test
        @DisplayName("that ends by itself with a code is a failure that names command and code")
        void anExitCodeIsAFailure() throws Exception {
            Process process = shell("read line; exit 3");
            Worker worker = Workers.process(process, GRACE, clock);
            assertThat(worker.toString()).startsWith("worker of process " + process.pid() + " (/");
            checkAlive(worker);
            process.outputWriter().append("go\n").close();
            Throwable error = checkKilled(worker).orElseThrow();
            assertThat(error)
                    .isInstanceOf(Workers.ExitCodeException.class)
                    .hasMessageMatching("process " + process.pid() + " \\(/.*\\) ended by itself with exit code 3");
            assertThat(((Workers.ExitCodeException) error).exitCode()).isEqualTo(3);
        }

        @Test
        @DisplayName("that ignores being asked is forced after the grace")
        void aDeafProcessIsForced() throws Exception {
            Process process = shell("trap '' TERM; echo ready; while :; do sleep 1; done");
            try (BufferedReader output = process.inputReader()) {
                assertThat(output.readLine()).isEqualTo("ready");
                Worker worker = Workers.process(process, GRACE, clock);
                worker.kill();
                clock.awaitTimers(1);
                checkAlive(worker);
                clock.advance(GRACE);
                assertThat(checkKilled(worker)).isEmpty();
                assertThat(process.isAlive()).isFalse();
            }
        }

        @Test
        @DisplayName("does not leave children behind that outlive it after a kill")
        void childrenGoToo() throws Exception {
            Process process = shell("sleep 1000 & echo $!; wait");
            try (BufferedReader output = process.inputReader()) {
                long pid = Long.parseLong(output.readLine());
                ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
                started.add(child);
                assertThat(checkKill(Workers.process(process, GRACE, clock))).isEmpty();
                assertThat(child.onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
            }
        }

        @Test
        @DisplayName("with no grace is forced at once")
        void noGrace() throws Exception {
            Process process = shell("trap '' TERM; echo ready; while :; do sleep 1; done");
            try (BufferedReader output = process.inputReader()) {
                assertThat(output.readLine()).isEqualTo("ready");
                assertThat(checkKill(Workers.process(process, Duration.ZERO))).isEmpty();
            }
        }
    }
}
