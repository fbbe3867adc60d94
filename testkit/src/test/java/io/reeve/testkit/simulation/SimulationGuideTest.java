// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The classes on the page about simulation are taken from there, compiled and run; and they say what the page says. */
@DisplayName("The page about simulation:")
@Timeout(120)
class SimulationGuideTest {
    private static final Pattern JAVA = block("java");
    private static final Pattern TEXT = block("");
    private static final Pattern NAME = Pattern.compile("^public (?:final class|record) (\\w+)", Pattern.MULTILINE);

    @TempDir
    static Path folder;

    private static String page;
    private static URLClassLoader classes;

    private static Pattern block(String language) {
        return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    }

    @BeforeAll
    static void compile() throws IOException {
        // Surefire says where the module is; without it the tests run there.
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        page = Files.readString(module.resolveSibling("docs").resolve("simulation.md"));
        List<Path> files = new ArrayList<>();
        Matcher blocks = JAVA.matcher(page);
        while (blocks.find()) {
            Matcher name = NAME.matcher(blocks.group(1));
            assertThat(name.find()).as(blocks.group(1)).isTrue();
            files.add(Files.writeString(folder.resolve(name.group(1) + ".java"), blocks.group(1)));
        }
        JavaCompiler compiler = requireNonNull(ToolProvider.getSystemJavaCompiler(), "this test needs a JDK");
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "-d", folder.toString());
            boolean done = compiler.getTask(
                            complaints, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertThat(done).as("%s", complaints).isTrue();
        }
        classes = new URLClassLoader(new URL[] {folder.toUri().toURL()}, SimulationGuideTest.class.getClassLoader());
    }

    @AfterAll
    static void close() throws IOException {
        classes.close();
    }

    @Test
    @DisplayName("the collector passes its thousand schedules")
    void collectorPasses() throws Exception {
        classes.loadClass("CollectorSimulation")
                .getMethod("main", String[].class)
                .invoke(null, (Object) new String[0]);
    }

    @Test
    @DisplayName("the counting fails, and tells the story that is told there")
    void storyIsTold() throws Exception {
        Scenario counting =
                (Scenario) classes.loadClass("Counting").getConstructor().newInstance();
        Matcher story = TEXT.matcher(page.substring(page.indexOf("What is left is told")));
        assertThat(story.find()).isTrue();

        assertThat(Simulator.of(counting).find())
                .hasValueSatisfying(
                        failure -> assertThat(failure.getMessage() + "\n").isEqualTo(story.group(1)));
    }
}
