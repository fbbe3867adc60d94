// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that uses the built jars without OSGi, compiled and run as its author would. */
final class PlainJavaIT {

    private static final String MODULE = """
            module consumer {
                requires io.reeve.core;
            }
            """;

    private static final String PROGRAM = """
            package consumer;

            import io.reeve.runner.RunnerParams;
            import io.reeve.runner.WorkerRunner;
            import io.reeve.worker.Restart;
            import io.reeve.worker.Runner;
            import io.reeve.worker.StartContext;
            import io.reeve.worker.Worker;
            import java.time.Duration;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CompletionStage;

            public final class Main {
                static final class Idler implements Worker {
                    private final CompletableFuture<Void> end = new CompletableFuture<>();

                    @Override
                    public void kill() {
                        end.complete(null);
                    }

                    @Override
                    public CompletionStage<Void> completion() {
                        return end;
                    }
                }

                static Worker start(StartContext context) throws Exception {
                    if (context.generation() == 1) {
                        throw new IllegalStateException("not at the first attempt");
                    }
                    return new Idler();
                }

                public static void main(String[] args) throws Exception {
                    Runner runner = WorkerRunner.start(RunnerParams.builder("plain")
                            .isFatal(error -> false)
                            .restart(Restart.after(Duration.ofMillis(1)))
                            .build());
                    runner.startWorker("idler", Main::start);
                    Worker worker = runner.worker("idler").get();
                    System.out.println(Main.class.getModule().isNamed() + " " + worker.getClass().getSimpleName() + " "
                            + runner.status("idler").orElseThrow().generation());
                    runner.stop();
                    System.out.println(runner.state());
                }
            }
            """;

    @TempDir
    Path folder;

    private Path sources;
    private Path classes;

    @BeforeEach
    void write() throws IOException {
        sources = folder.resolve("src");
        classes = folder.resolve("classes");
        Files.createDirectories(sources.resolve("consumer"));
        Files.createDirectories(classes);
        Files.writeString(sources.resolve("consumer/Main.java"), PROGRAM);
    }

    @Test
    @DisplayName("a named module that requires io.reeve.core compiles and runs on a module path")
    void onTheModulePath() throws Exception {
        Files.writeString(sources.resolve("module-info.java"), MODULE);
        compile("--module-path", jars());

        String output =
                run("--module-path", classes + File.pathSeparator + jars(), "--module", "consumer/consumer.Main");

        assertThat(output).isEqualToNormalizingNewlines("true Idler 2\ndead\n");
    }

    @Test
    @DisplayName("the same program compiles and runs on a class path")
    void onTheClassPath() throws Exception {
        compile("--class-path", jars());

        String output = run("--class-path", classes + File.pathSeparator + jars(), "consumer.Main");

        assertThat(output).isEqualToNormalizingNewlines("false Idler 2\ndead\n");
    }

    private static String jars() {
        return Stream.of("io.reeve.api", "io.reeve.core")
                .map(Container::builtBundle)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void compile(String... path) throws IOException {
        List<String> options = new ArrayList<>(List.of(path));
        options.addAll(List.of("-d", classes.toString(), "--release", "17", "-Xlint:all", "-Werror"));
        StringWriter complaints = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> all = Files.walk(sources)) {
            boolean done = compiler.getTask(
                            complaints,
                            files,
                            null,
                            options,
                            null,
                            files.getJavaFileObjectsFromPaths(
                                    all.filter(Files::isRegularFile).toList()))
                    .call();
            assertThat(done).as(complaints.toString()).isTrue();
        }
    }

    /** Runs a JVM of the same version and returns what it printed, errors included. */
    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
