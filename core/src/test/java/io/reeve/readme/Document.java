// SPDX-License-Identifier: Apache-2.0
package io.reeve.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A document whose blocks of Java are whole classes, as somebody has them who copies them into files and compiles. */
final class Document {
    private static final Pattern JAVA_BLOCK =
            Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CLASS_NAME = Pattern.compile("^public (?:class|@interface) (\\w+)", Pattern.MULTILINE);

    private final List<String> blocks;

    private Document(List<String> blocks) {
        this.blocks = blocks;
    }

    /** Reads a document of this repository. */
    static Document read(String path) throws IOException {
        // Surefire says where the module is; without it the tests run there.
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return new Document(JAVA_BLOCK
                .matcher(Files.readString(module.resolveSibling(path)))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList());
    }

    /** The names of the classes, in the order of the document. */
    List<String> classes() {
        return blocks.stream().map(Document::nameOf).toList();
    }

    /** Compiles all blocks together, and what else they need; the caller closes the loader of the classes. */
    URLClassLoader compile(Path folder, String... others) throws IOException {
        List<String> sources = new ArrayList<>(blocks);
        sources.addAll(List.of(others));
        List<Path> files = new ArrayList<>();
        for (String source : sources) {
            files.add(Files.writeString(folder.resolve(nameOf(source) + ".java"), source));
        }
        compileFiles(folder, files);
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, Document.class.getClassLoader());
    }

    private static String nameOf(String source) {
        return CLASS_NAME
                .matcher(source)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no class of its own: " + source))
                .group(1);
    }

    private static void compileFiles(Path folder, List<Path> sources) throws IOException {
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
}
