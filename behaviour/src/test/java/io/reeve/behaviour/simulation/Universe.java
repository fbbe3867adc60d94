// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import static java.util.Objects.requireNonNull;

import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.simulation.World;
import io.reeve.worker.Worker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * All classes of ours once more, with a defect planted: compiled from the sources of core with that one change. Nothing
 * of it can be in a jar, and nothing of core has a switch for it.
 */
final class Universe extends ClassLoader {
    private static final Path SOURCES = Path.of("..", "core", "src", "main", "java");

    /** Of the classes that are other ones here, by name. */
    private final Map<String, ByteArrayOutputStream> planted;

    private Universe(Map<String, ByteArrayOutputStream> planted) {
        super(Universe.class.getClassLoader());
        this.planted = planted;
    }

    static Universe with(Defect defect) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (String file : defect.files()) {
            String text = defect.plantIn(file, Files.readString(SOURCES.resolve(file)));
            sources.add(new SourceText(file, text));
        }
        JavaCompiler compiler = requireNonNull(ToolProvider.getSystemJavaCompiler(), "these tests need a JDK");
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean done = compiler.getTask(
                            complaints,
                            new InMemory(files, classes),
                            null,
                            List.of("-proc:none", "-nowarn", "--release", "17", "-classpath", classPath()),
                            null,
                            sources)
                    .call();
            if (!done) {
                throw new AssertionError("defect " + defect.id() + " does not compile: " + complaints);
            }
        }
        return new Universe(classes);
    }

    private static String classPath() {
        return Stream.of(WorkerRunner.class, Worker.class, World.class, Nullable.class)
                .map(Universe::home)
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Ours are loaded here, whether or not they are other ones: they must see each other. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("io.reeve.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ByteArrayOutputStream other = planted.get(name);
        byte[] bytes = other != null ? other.toByteArray() : original(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
        try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (stream == null) {
                throw new ClassNotFoundException(name);
            }
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(String file, String text) {
            super(URI.create("planted:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("planted:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(className, bytes);
                    return bytes;
                }
            };
        }
    }
}
