// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.BaseStream;
import org.jspecify.annotations.NullMarked;
import org.osgi.framework.Bundle;

/** The rules, apart from the classes they are applied to, so that they can be tried on offenders too. */
final class Rules {

    /** Reads the wall clock and lets time pass; runs the timers, hence owns a thread as well. */
    private static final String TIME_OWNER = "io.reeve.time.SystemClock";

    /** The shell tells people how long ago something was, and sees nothing of core. */
    private static final Set<String> TIME_READERS = Set.of(TIME_OWNER, "io.reeve.shell.command.WallClock");

    /** Where threads come from: one class in core, with the pool that it hides, and one each in impl and in testkit. */
    private static final Set<String> THREAD_OWNERS = Set.of(
            TIME_OWNER,
            "io.reeve.supervise.Threads",
            "io.reeve.supervise.ElasticPool",
            "io.reeve.osgi.WhiteboardThread",
            "io.reeve.osgi.CallThreads",
            "io.reeve.testkit.BoundedCall",
            "io.reeve.testkit.simulation.Carrier");

    /** Asks the JDK for virtual threads, which the baseline does not have, by names that are constants. */
    private static final Set<String> NAME_FOLLOWERS = Set.of("io.reeve.supervise.Threads");

    private static final String[] API = {"io.reeve.worker..", "io.reeve.dependency.."};
    private static final String[] CORE = {
        "io.reeve.runner..",
        "io.reeve.engine..",
        "io.reeve.catacomb..",
        "io.reeve.time..",
        "io.reeve.supervise..",
        "io.reeve.journal.."
    };

    static final ArchRule MODULE_ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.reeve..")
            .layer("api")
            .definedBy(API)
            .layer("core")
            .definedBy(CORE)
            .layer("impl")
            .definedBy("io.reeve.osgi..")
            .layer("shell")
            .definedBy("io.reeve.shell..")
            .layer("testkit")
            .definedBy("io.reeve.testkit..")
            .layer("integrations")
            .definedBy("io.reeve.jfr..", "io.reeve.health..")
            .whereLayer("api")
            .mayNotAccessAnyLayer()
            .whereLayer("core")
            .mayOnlyAccessLayers("api")
            .whereLayer("impl")
            .mayOnlyAccessLayers("api", "core")
            .whereLayer("shell")
            .mayOnlyAccessLayers("api")
            .whereLayer("integrations")
            .mayOnlyAccessLayers("api")
            .whereLayer("testkit")
            .mayOnlyAccessLayers("api", "core")
            .ensureAllClassesAreContainedInArchitecture();

    static final ArchRule SCOPE_WORKER_IS_APART = onlyUsedByItself("io.reeve.shell");

    static final ArchRule SCOPE_MANIFOLD_IS_APART = onlyUsedByItself("io.reeve.shell.manifold..");

    static final ArchRule PLAIN_JAVA_INSIDE = classes()
            .that()
            .resideInAnyPackage(API)
            .or()
            .resideInAnyPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "io.reeve..",
                    // Annotations that nothing loads at run time.
                    "org.jspecify.annotations..",
                    "org.osgi.annotation..",
                    "org.osgi.service.component.annotations..")
            .because("api and core run without OSGi and have no dependencies");

    static final ArchRule TIME_HAS_ONE_OWNER = noClasses()
            .that(areNotPartOf(TIME_READERS))
            .should(accessTargetWhere(readsTimeOrSleeps()))
            .because("tests run on a virtual clock");

    static final ArchRule THREADS_HAVE_ONE_OWNER = noClasses()
            .that(areNotPartOf(THREAD_OWNERS))
            .should(accessTargetWhere(bringsAThread()))
            .because("every thread is named, counted and without a foreign class loader");

    static final ArchRule TEXT_BECOMES_NO_CODE = noClasses()
            .that(areNotPartOf(NAME_FOLLOWERS))
            .should(accessTargetWhere(turnsDataIntoCode()))
            .because("names, properties and arguments come from outside, and nothing is deserialised");

    static final ArchRule PUBLIC_CLASSES_ARE_FINAL = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .resideOutsideOfPackage("io.reeve.supervise..")
            .should(beFinalOrSealed())
            .because("users extend what is meant for it; nobody else sees the packages that are not exported");

    static final ArchRule NAMES_SAY_WHAT_IT_IS = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helper|Manager)")
            .orShould()
            .resideInAPackage("..common..");

    static final ArchRule PACKAGES_ARE_NULL_MARKED = classes().should(resideInAPackageAnnotatedWith(NullMarked.class));

    static final List<ArchRule> ALL = List.of(
            MODULE_ARROWS,
            SCOPE_WORKER_IS_APART,
            SCOPE_MANIFOLD_IS_APART,
            PLAIN_JAVA_INSIDE,
            TIME_HAS_ONE_OWNER,
            THREADS_HAVE_ONE_OWNER,
            TEXT_BECOMES_NO_CODE,
            PUBLIC_CLASSES_ARE_FINAL,
            NAMES_SAY_WHAT_IT_IS,
            PACKAGES_ARE_NULL_MARKED);

    private Rules() {}

    private static ArchRule onlyUsedByItself(String scope) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(scope)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(scope)
                .because("a scope of the shell knows nothing of another one, nor do the packages that they share");
    }

    private static DescribedPredicate<JavaClass> areNotPartOf(Set<String> owners) {
        return DescribedPredicate.describe("are not part of " + owners, c -> {
            JavaClass outermost = c;
            while (outermost.getEnclosingClass().isPresent()) {
                outermost = outermost.getEnclosingClass().get();
            }
            return !owners.contains(outermost.getName());
        });
    }

    private static DescribedPredicate<JavaAccess<?>> readsTimeOrSleeps() {
        return DescribedPredicate.describe("reads the time or sleeps", access -> {
            JavaClass owner = access.getTargetOwner();
            return switch (access.getTarget().getName()) {
                case "nanoTime", "currentTimeMillis" -> owner.isEquivalentTo(System.class);
                case "sleep" -> owner.isEquivalentTo(Thread.class) || owner.isEquivalentTo(TimeUnit.class);
                case "now" -> owner.getPackageName().startsWith("java.time");
                case "system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes" ->
                    owner.getPackageName().equals("java.time");
                case "orTimeout", "completeOnTimeout", "delayedExecutor" ->
                    owner.isEquivalentTo(CompletableFuture.class);
                case "<init>" ->
                    owner.isEquivalentTo(Date.class) && parametersOf(access).isEmpty();
                default -> false;
            };
        });
    }

    private static DescribedPredicate<JavaAccess<?>> bringsAThread() {
        Set<Class<?>> makers = Set.of(
                Thread.class,
                Timer.class,
                ForkJoinPool.class,
                ThreadPoolExecutor.class,
                ScheduledThreadPoolExecutor.class);
        return DescribedPredicate.describe("brings a thread into being or borrows the common pool", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getTarget().getName();
            return switch (name) {
                case "<init>" -> makers.stream().anyMatch(owner::isEquivalentTo);
                case "ofVirtual", "ofPlatform", "startVirtualThread" -> owner.isEquivalentTo(Thread.class);
                case "commonPool" -> owner.isEquivalentTo(ForkJoinPool.class);
                case "parallel", "parallelStream" ->
                    owner.isAssignableTo(BaseStream.class) || owner.isAssignableTo(Iterable.class);
                default ->
                    owner.isEquivalentTo(Executors.class)
                            || (name.endsWith("Async")
                                    && owner.isAssignableTo(CompletionStage.class)
                                    && parametersOf(access).stream().noneMatch(p -> p.isEquivalentTo(Executor.class)));
            };
        });
    }

    /** Reading what a class looks like is no harm: its annotations, its methods, their parameters. */
    private static DescribedPredicate<JavaAccess<?>> turnsDataIntoCode() {
        Set<String> harmfulPackages = Set.of("javax.script", "javax.naming", "java.rmi", "java.beans");
        return DescribedPredicate.describe("loads a class by name, calls by reflection or deserialises", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getTarget().getName();
            if (owner.isAssignableTo(ObjectInputStream.class)
                    || owner.isEquivalentTo(MethodHandles.Lookup.class)
                    || harmfulPackages.contains(owner.getPackageName())) {
                return true;
            }
            return switch (name) {
                case "forName" -> owner.isEquivalentTo(Class.class);
                case "loadClass", "defineClass", "findClass" ->
                    owner.isAssignableTo(ClassLoader.class) || owner.isAssignableTo(Bundle.class);
                case "newInstance" ->
                    owner.isEquivalentTo(Class.class)
                            || owner.isEquivalentTo(Constructor.class)
                            || owner.isEquivalentTo(URLClassLoader.class);
                case "invoke" -> owner.isEquivalentTo(Method.class);
                case "setAccessible" -> owner.isAssignableTo(AccessibleObject.class);
                case "newProxyInstance" -> owner.isEquivalentTo(Proxy.class);
                case "<init>" -> owner.isAssignableTo(URLClassLoader.class);
                default -> owner.isEquivalentTo(Field.class) && (name.startsWith("get") || name.startsWith("set"));
            };
        });
    }

    private static List<JavaClass> parametersOf(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target ? target.getRawParameterTypes() : List.of();
    }

    private static ArchCondition<JavaClass> beFinalOrSealed() {
        return new ArchCondition<>("be final or sealed") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean closed = item.getModifiers().contains(JavaModifier.FINAL)
                        || item.reflect().isSealed();
                events.add(new SimpleConditionEvent(item, closed, item.getDescription() + " is open for extension"));
            }
        };
    }

    private static ArchCondition<JavaClass> resideInAPackageAnnotatedWith(Class<? extends Annotation> annotation) {
        return new ArchCondition<>("reside in a package annotated with @" + annotation.getSimpleName()) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(annotation);
                events.add(new SimpleConditionEvent(
                        item, marked, item.getName() + ": its package has no @" + annotation.getSimpleName()));
            }
        };
    }
}
