// SPDX-License-Identifier: Apache-2.0
package io.reeve.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.WorkerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in the README is taken from there, compiled and run: it cannot rot. */
@DisplayName("The README")
class FirstWorkerTest {
    /** Stands in for the annotation of Declarative Services, which core does not compile against. */
    private static final String COMPONENT = """
            package org.osgi.service.component.annotations;

            public @interface Component {}
            """;

    @TempDir
    Path folder;

    private URLClassLoader classes;

    @BeforeEach
    void compileTheReadme() throws IOException {
        classes = Document.read("README.md").compile(folder, COMPONENT);
    }

    @AfterEach
    void closeTheLoader() throws IOException {
        classes.close();
    }

    @Test
    @DisplayName("has a first worker that starts, works and is stopped")
    void firstWorkerRuns() throws Exception {
        String output = run(classes.loadClass("FirstWorker"));

        assertThat(output).contains("heart #1 beats").contains("state=started");
    }

    @Test
    @DisplayName("has a component that is a factory of that worker")
    void componentIsAFactory() throws Exception {
        Class<?> factory = classes.loadClass("HeartFactory");

        assertThat(factory.getConstructor().newInstance()).isInstanceOf(WorkerFactory.class);
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
