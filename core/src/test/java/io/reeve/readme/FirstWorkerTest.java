// SPDX-License-Identifier: Apache-2.0
package io.reeve.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.WorkerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in the README is taken from there, compiled and run: it cannot rot. */
@DisplayName("The README")
class FirstWorkerTest {
    private static final Pattern JAVA_BLOCK =
            Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CLASS_NAME = Pattern.compile("^public class (\\w+)", Pattern.MULTILINE);

    /** Stands in for the annotation of Declarative Services, which core does not compile against. */
    private static final String COMPONENT = """
            package org.osgi.service.component.annotations;

            public @interface Component {}
            """;

    @TempDir
    Path folder;

    private String firstWorker = "";
    private String component = "";

    @BeforeEach
    void readTheReadme() throws IOException {
        // Surefire says where the module is; without it the tests run there.
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(module.resolveSibling("README.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(blocks).as("blocks of Java").hasSizeGreaterThanOrEqualTo(2);
        firstWorker = blocks.get(0);
        component = blocks.get(1);
    }

    @Test
    @DisplayName("has a first worker that starts, works and is stopped")
    void firstWorkerRuns() throws Exception {
        compile(List.of(write(firstWorker)));

        try (URLClassLoader loader = newLoader()) {
            String output = run(loader.loadClass("FirstWorker"));

            assertThat(output).contains("heart #1 beats").contains("state=started");
        }
    }

    @Test
    @DisplayName("has a component that is a factory of that worker")
    void componentIsAFactory() throws Exception {
        Path stub = folder.resolve("Component.java");
        Files.writeString(stub, COMPONENT);

        compile(List.of(write(firstWorker), write(component), stub));

        try (URLClassLoader loader = newLoader()) {
            Class<?> factory = loader.loadClass("HeartFactory");
            assertThat(factory.getConstructor().newInstance()).isInstanceOf(WorkerFactory.class);
        }
    }

    private Path write(String source) throws IOException {
        MatchResult name = CLASS_NAME.matcher(source).results().findFirst().orElseThrow();
        return Files.writeString(folder.resolve(name.group(1) + ".java"), source);
    }

    private void compile(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
            Iterable<? extends JavaFileObject> units = files.getJavaFileObjectsFromPaths(sources);
            List<String> options =
                    List.of("-proc:none", "-d", folder.toString(), "-classpath", System.getProperty("java.class.path"));
            boolean done = compiler.getTask(complaints, files, null, options, null, units)
                    .call();
            assertThat(done).as(complaints.toString()).isTrue();
        }
    }

    private URLClassLoader newLoader() throws IOException {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    }

    /** Runs a program that reads to the end of an empty input. */
    private static String run(Class<?> program) throws Exception {
        InputStream in = System.in;
        PrintStream out = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(output, true, UTF_8));
        try {
            program.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setIn(in);
            System.setOut(out);
        }
        return output.toString(UTF_8);
    }
}
