// SPDX-License-Identifier: Apache-2.0
package io.reeve.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.catacomb.Catacomb;
import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Runner;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The factories in "How to write a worker" are taken from there, compiled, and given to a runner, which starts, fails
 * and stops their workers.
 */
@DisplayName("How to write a worker:")
@Timeout(60)
final class GuideTest {
    private static final String ID = "it";
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    static Path folder;

    private static Document guide;
    private static URLClassLoader classes;

    private final Runner runner = WorkerRunner.start(RunnerParams.builder("guide")
            .isFatal(error -> false)
            .restartDelay(Duration.ZERO)
            .build());

    @BeforeAll
    static void compileTheGuide() throws IOException {
        guide = Document.read("docs/how-to-write-a-worker.md");
        classes = guide.compile(folder);
    }

    @AfterAll
    static void closeTheLoader() throws IOException {
        classes.close();
    }

    @AfterEach
    void stopTheRunner() throws Exception {
        runner.stop();
    }

    @Test
    @DisplayName("every class in it is tried here")
    void isTriedCompletely() {
        assertThat(guide.classes())
                .containsExactly("OrderDesk", "Heartbeat", "EchoServer", "Bakery", "Ticker", "LineReader", "Journal");
    }

    @Test
    @DisplayName("the loop works, is restarted when a step fails, and is stopped while it waits")
    void loop() throws Exception {
        BlockingQueue<String> orders = new LinkedBlockingQueue<>(List.of("bread", "poison", "cake"));
        BlockingQueue<String> served = new LinkedBlockingQueue<>();
        Consumer<String> clerk = order -> {
            if (order.equals("poison")) {
                throw new IllegalArgumentException("we do not sell " + order);
            }
            served.add(order);
        };

        start("OrderDesk", orders, clerk);

        assertThat(served.take()).isEqualTo("bread");
        assertThat(served.take()).isEqualTo("cake");
        assertThat(status().generation()).isEqualTo(2);
        assertThat(status().lastFailure()).hasMessage("we do not sell poison");
        assertStopsWell();
    }

    @Test
    @DisplayName("the periodic one works again and again, and is stopped")
    void periodic() throws Exception {
        BlockingQueue<String> beats = new LinkedBlockingQueue<>();

        start("Heartbeat", (Runnable) () -> beats.add("beat"), Duration.ofMillis(1));

        beats.take();
        beats.take();
        beats.take();
        assertStopsWell();
    }

    @Test
    @DisplayName("the periodic one is stopped in the middle of a long pause")
    void periodicInItsPause() throws Exception {
        BlockingQueue<String> beats = new LinkedBlockingQueue<>();

        start("Heartbeat", (Runnable) () -> beats.add("beat"), LONG);

        beats.take();
        assertStopsWell();
        assertThat(beats).isEmpty();
    }

    @Test
    @DisplayName("the server cannot start while its port is taken, serves many, survives them, and lets go of the port")
    void server() throws Exception {
        InetSocketAddress address;
        try (ServerSocket other = listen()) {
            address = new InetSocketAddress(other.getInetAddress(), other.getLocalPort());
            start("EchoServer", address);
            until(() -> status().lastFailure() instanceof BindException);
        }
        runner.worker(ID).get();
        long generation = status().generation();

        try (Socket one = connect(address)) {
            assertThat(echo(one, "hello")).isEqualTo("hello");
            try (Socket two = connect(address)) {
                assertThat(echo(two, "and you")).isEqualTo("and you");
                // It is closed with a reset, which the server meets as an error.
                two.setSoLinger(true, 0);
            }
            until(() -> children().size() == 1);
            assertThat(echo(one, "still here")).isEqualTo("still here");
            assertThat(status().generation()).isEqualTo(generation);

            assertStopsWell();

            assertThat(one.getInputStream().read()).isEqualTo(-1);
        }
        start("EchoServer", address);
        runner.worker(ID).get();
        assertThat(status().lastFailure()).isNull();
    }

    @Test
    @DisplayName("the group shows its children, ends as a whole when one fails, and begins anew")
    void group() throws Exception {
        AtomicBoolean burnt = new AtomicBoolean();
        AtomicInteger sold = new AtomicInteger();
        Supplier<String> oven = () -> {
            if (burnt.getAndSet(false)) {
                throw new IllegalStateException("burnt");
            }
            return "loaf";
        };

        start("Bakery", oven, (Consumer<String>) loaf -> sold.incrementAndGet());

        Worker first = runner.worker(ID).get();
        until(() -> children().keySet().equals(Set.of("it/baker", "it/seller-1", "it/seller-2")));
        until(() -> sold.get() > 0);
        burnt.set(true);
        until(() -> status().generation() == 2);
        assertThat(status().lastFailure()).hasMessage("burnt").hasNoSuppressedExceptions();
        assertThat(((Catacomb) first).report()).doesNotContainKey("workers");
        assertStopsWell();
    }

    @Test
    @DisplayName("the wrapped library works, and its kill is a clean end")
    void library() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ServerSocket server = listen()) {
            start("Ticker", server.getLocalSocketAddress(), textTo(heard));
            try (Socket connection = server.accept()) {
                connection.getOutputStream().write("tick".getBytes(UTF_8));

                assertThat(heard.take()).isNotEmpty();
                assertStopsWell();
                assertThat(connection.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    @DisplayName("the wrapped library's own end is an error, and a new connection is made")
    void libraryThatEnds() throws Exception {
        try (ServerSocket server = listen()) {
            start("Ticker", server.getLocalSocketAddress(), textTo(new ArrayBlockingQueue<>(1)));
            server.accept().close();

            try (Socket second = server.accept()) {
                assertThat(second.isConnected()).isTrue();
                assertThat(status().lastFailure()).isInstanceOf(EOFException.class);
                until(() -> status().state() == WorkerStatus.State.STARTED);
                assertStopsWell();
            }
        }
    }

    @Test
    @DisplayName("what the wrapped library calls may throw even an error: the worker fails with it")
    void libraryWithABrokenSink() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        Consumer<ByteBuffer> sink = bytes -> {
            if (broken.getAndSet(false)) {
                throw new StackOverflowError("too deep");
            }
        };
        try (ServerSocket server = listen()) {
            start("Ticker", server.getLocalSocketAddress(), sink);
            try (Socket first = server.accept()) {
                first.getOutputStream().write(1);
                try (Socket second = server.accept()) {
                    assertThat(second.isConnected()).isTrue();
                    assertThat(status().lastFailure()).isInstanceOf(StackOverflowError.class);
                }
            }
        }
    }

    @Test
    @DisplayName("the reader of an old socket is stopped while it waits, which is no error")
    void oldSocket() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ServerSocket server = listen()) {
            start("LineReader", server.getLocalSocketAddress(), (Consumer<String>) heard::add);
            try (Socket connection = server.accept()) {
                connection.getOutputStream().write("one\n".getBytes(UTF_8));
                assertThat(heard.take()).isEqualTo("one");

                assertStopsWell();
            }
        }
    }

    @Test
    @DisplayName("the reader of an old socket fails when the other side hangs up")
    void oldSocketThatIsClosed() throws Exception {
        try (ServerSocket server = listen()) {
            start("LineReader", server.getLocalSocketAddress(), (Consumer<String>) line -> {});
            server.accept().close();

            try (Socket second = server.accept()) {
                assertThat(second.isConnected()).isTrue();
                assertThat(status().lastFailure()).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    @DisplayName("the journal that refuses interruption writes what came in before it was stopped")
    void journal() throws Exception {
        Queue<String> lines = new ConcurrentLinkedQueue<>(List.of("first"));
        Path file = folder.resolve("journal");
        start("Journal", lines, file, LONG);
        until(() -> Files.exists(file) && Files.readString(file).equals("first\n"));

        lines.add("last");
        assertStopsWell();

        assertThat(file).hasContent("first\nlast");
    }

    // ---- the stage

    private void start(String name, Object... arguments) throws ReflectiveOperationException {
        Object factory = classes.loadClass(name).getConstructors()[0].newInstance(arguments);
        assertThat(runner.startWorker(ID, (WorkerFactory) factory)).isTrue();
    }

    private WorkerStatus status() {
        return runner.status(ID).orElseThrow();
    }

    /** What the worker, which is a catacomb, says of its children. */
    private Map<?, ?> children() throws Exception {
        Catacomb worker = (Catacomb) runner.worker(ID).get();
        Object children = worker.report().get("workers");
        return children instanceof Map<?, ?> map ? map : Map.of();
    }

    private void assertStopsWell() throws Exception {
        Worker worker = runner.worker(ID).get();
        @Nullable
        Throwable error = runner.stopWorker(ID)
                .handle((nothing, failure) -> Optional.ofNullable(failure))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .orElse(null);
        assertThat(error).isNull();
        worker.await();
        // Not assertThat(stage), which compares copies.
        assertThat(worker.completion() == worker.completion())
                .as("always the same stage")
                .isTrue();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            LockSupport.parkNanos(1_000_000);
            if (Thread.interrupted()) {
                throw new InterruptedException("the test has taken too long");
            }
        }
    }

    private static Consumer<ByteBuffer> textTo(Queue<String> texts) {
        return bytes -> texts.add(UTF_8.decode(bytes).toString());
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        return new Socket(address.getAddress(), address.getPort());
    }

    private static String echo(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }
}
