// SPDX-License-Identifier: Apache-2.0
package io.reeve.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.DependencyCycleException;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.engine.DependencyEngine;
import io.reeve.worker.WorkerStatus;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The manifolds in "From one worker to a graph" are taken from there, compiled, and installed. */
@DisplayName("From one worker to a graph:")
@Timeout(60)
final class GraphGuideTest {
    @TempDir
    static Path folder;

    private static URLClassLoader classes;

    @TempDir
    Path files;

    private final BlockingQueue<String> paper = new SynchronousQueue<>();
    private Path file;
    private DependencyEngine engine;

    @BeforeAll
    static void compileTheGuide() throws IOException {
        classes = Document.read("docs/from-one-worker-to-a-graph.md").compile(folder);
    }

    @AfterAll
    static void closeTheLoader() throws IOException {
        classes.close();
    }

    @BeforeEach
    void openTheOffice() throws Exception {
        file = files.resolve("greeting.txt");
        write("Hello");
        engine = (DependencyEngine) call("Office", "open", file, paper);
    }

    @AfterEach
    void closeTheOffice() throws Exception {
        engine.stop();
    }

    @Test
    @DisplayName("another text in the file restarts the greeting and the greeter, once each, and nothing else")
    void change() throws Exception {
        engine.install("polite", (Manifold) call("Polite", "into", new SynchronousQueue<String>()));
        engine.install("bystander", inputs -> io.reeve.catacomb.Catacomb.start(inputs, c -> c.await(c.dying())));
        awaitText("Hello");
        await(() -> starts("polite") >= 1 && starts("bystander") == 1);
        long polite = starts("polite");
        write("Good morning");
        awaitText("Good morning");
        // The text is out before the start function that wrote it has returned.
        await(() -> starts("greeting") == 2 && starts("greeter") == 2 && starts("polite") == polite + 1);
        assertThat(starts("bystander")).isEqualTo(1);
    }

    @Test
    @DisplayName("what one can do without is done without")
    void optional() throws Exception {
        engine.uninstall("greeting").toCompletableFuture().get();
        BlockingQueue<String> other = new SynchronousQueue<>();
        engine.install("polite", (Manifold) call("Polite", "into", other));
        assertThat(other.poll(30, TimeUnit.SECONDS)).isEqualTo("Good day");
        assertThat(engine.status("greeter").map(ManifoldStatus::waitingFor)).contains(List.of("greeting"));
        assertThat(engine.missing()).containsEntry("greeting", List.of("greeter", "polite"));
    }

    @Test
    @DisplayName("a file that is not there is explained, and so is what waits for it")
    void why() throws Exception {
        Files.delete(file);
        await(() -> engine.why("greeter")
                .filter(why -> String.valueOf(why.root().failure()).contains("greeting.txt"))
                .isPresent());
        assertThat(engine.why("greeter")).hasValueSatisfying(why -> {
            assertThat(why.text()).isEqualTo("it waits for its input 'greeting'");
            assertThat(why.root().subject()).isEqualTo("manifold 'greeting'");
            assertThat(why.root().text()).startsWith("it failed ");
            assertThat(why.root().next()).isNotNull();
        });
    }

    @Test
    @DisplayName("a filter uninstalls what is done")
    void filter() throws Exception {
        Runnable nothing = () -> {};
        engine.install("migration", (Manifold) call("Migration", "running", nothing));
        await(() -> !engine.manifoldNames().contains("migration"));
    }

    @Test
    @DisplayName("a cycle is refused with its path")
    void cycle() {
        Manifold needsB = Manifold.starting(inputs -> null).needs("b").build();
        Manifold needsA = Manifold.starting(inputs -> null).needs("a").build();
        engine.install("a", needsB);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> engine.install("b", needsA))
                .isInstanceOfSatisfying(
                        DependencyCycleException.class,
                        refused -> assertThat(refused.path()).containsExactly("b", "a", "b"))
                .hasMessage("manifold 'b' of engine 'office' cannot be installed, since it would depend on itself: 'b'"
                        + " needs 'a' needs 'b'");
    }

    private void write(String text) throws IOException {
        Path next = Files.writeString(files.resolve("next"), text);
        // Files may be written faster than their times can tell.
        Files.setLastModifiedTime(next, FileTime.from(Instant.ofEpochSecond(text.hashCode() & 0xffff)));
        Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private long starts(String name) {
        return engine.status(name)
                .filter(status -> status.state() == WorkerStatus.State.STARTED)
                .map(ManifoldStatus::startCount)
                .orElse(0L);
    }

    private void awaitText(String text) throws InterruptedException {
        String seen;
        do {
            seen = paper.poll(30, TimeUnit.SECONDS);
        } while (seen != null && !seen.equals(text));
        assertThat(seen).isEqualTo(text);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Object call(String type, String method, Object... arguments) throws Exception {
        for (var candidate : classes.loadClass(type).getMethods()) {
            if (candidate.getName().equals(method)) {
                try {
                    return candidate.invoke(null, arguments);
                } catch (InvocationTargetException thrown) {
                    throw (Exception) thrown.getCause();
                }
            }
        }
        throw new AssertionError("no method " + method);
    }
}
