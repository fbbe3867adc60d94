// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.reeve.shell.command.offender.KnowsAScope;
import io.reeve.worker.offender.PointsBack;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Applies {@link Rules} to the main code of all modules, and to offenders that each rule must catch. */
final class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.reeve");

    static final List<ArchRule> RULES = Rules.ALL;

    static final List<Arguments> OFFENDERS = List.of(
            Arguments.of(Rules.MODULE_ARROWS, StrangerToTheLayers.class),
            Arguments.of(Rules.MODULE_ARROWS, PointsBack.class),
            Arguments.of(Rules.SCOPE_MANIFOLD_IS_APART, KnowsAScope.class),
            Arguments.of(Rules.PLAIN_JAVA_INSIDE, PointsBack.class),
            Arguments.of(Rules.TIME_HAS_ONE_OWNER, Sleeper.class),
            Arguments.of(Rules.TIME_HAS_ONE_OWNER, ClockReader.class),
            Arguments.of(Rules.THREADS_HAVE_ONE_OWNER, ThreadMaker.class),
            Arguments.of(Rules.THREADS_HAVE_ONE_OWNER, PoolMaker.class),
            Arguments.of(Rules.THREADS_HAVE_ONE_OWNER, CommonPoolBorrower.class),
            Arguments.of(Rules.TEXT_BECOMES_NO_CODE, ClassFinder.class),
            Arguments.of(Rules.TEXT_BECOMES_NO_CODE, ForeignCaller.class),
            Arguments.of(Rules.TEXT_BECOMES_NO_CODE, HandleFinder.class),
            Arguments.of(Rules.TEXT_BECOMES_NO_CODE, Deserialiser.class),
            Arguments.of(Rules.PUBLIC_CLASSES_ARE_FINAL, OpenToAll.class),
            Arguments.of(Rules.NAMES_SAY_WHAT_IT_IS, VagueHelper.class),
            Arguments.of(Rules.PACKAGES_ARE_NULL_MARKED, String.class));

    @Test
    @DisplayName("the main classes of all six bundles are looked at, and no test class")
    void looksAtMainCode() {
        assertThat(OURS)
                .extracting(c -> c.getPackageName())
                .contains(
                        "io.reeve.worker",
                        "io.reeve.runner",
                        "io.reeve.osgi",
                        "io.reeve.shell",
                        "io.reeve.shell.manifold",
                        "io.reeve.testkit",
                        "io.reeve.jfr",
                        "io.reeve.health");
        assertThat(OURS).noneMatch(c -> c.getPackageName().startsWith("io.reeve.itest"));
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("RULES")
    @DisplayName("the main code keeps the rule:")
    void mainCodeKeepsTheRule(ArchRule rule) {
        rule.check(OURS);
    }

    @ParameterizedTest(name = "{1}: {0}")
    @FieldSource("OFFENDERS")
    @DisplayName("the rule catches its offender:")
    void ruleCatchesItsOffender(ArchRule rule, Class<?> offender) {
        JavaClasses offence = new ClassFileImporter().importClasses(offender);

        assertThat(rule.evaluate(offence).getFailureReport().getDetails())
                .anyMatch(detail -> detail.contains(offender.getSimpleName()));
    }

    static final class StrangerToTheLayers {}

    static final class Sleeper {
        void sleep() throws InterruptedException {
            TimeUnit.DAYS.sleep(1);
        }
    }

    static final class ClockReader {
        long now() {
            return System.nanoTime();
        }
    }

    static final class ThreadMaker {
        Thread make() {
            return new Thread(() -> {});
        }
    }

    static final class PoolMaker {
        Object make() {
            return Executors.newCachedThreadPool();
        }
    }

    static final class CommonPoolBorrower {
        CompletableFuture<Void> borrow() {
            return CompletableFuture.runAsync(() -> {});
        }
    }

    static final class ClassFinder {
        Class<?> find(String name) throws ClassNotFoundException {
            return ClassFinder.class.getClassLoader().loadClass(name);
        }
    }

    static final class ForeignCaller {
        Object call(Object target, String method) throws ReflectiveOperationException {
            return target.getClass().getMethod(method).invoke(target);
        }
    }

    static final class HandleFinder {
        MethodHandle find(Class<?> owner, String method) throws ReflectiveOperationException {
            return MethodHandles.publicLookup().findVirtual(owner, method, MethodType.methodType(Object.class));
        }
    }

    static final class Deserialiser {
        Object read(InputStream in) throws IOException, ClassNotFoundException {
            return new ObjectInputStream(in).readObject();
        }
    }

    public static class OpenToAll {}

    static final class VagueHelper {}
}
