// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import java.util.List;

/**
 * The defects of the origin (B-*) as they would look here, and those that were found in this code (F-*). Not among them are
 * those that cost time or memory only (B-12, B-13, B-14, B-30, B-34, B-47, B-49, B-50, B-51), those of parameters, texts,
 * levels and helpers (B-22, B-24, B-26, B-38, B-52, B-55, B-58, B-70 to B-72), and those of how long a delay is (B-40 to B-42,
 * B-59, B-62), which tests with examples find. What two threads do to one list between two points, the simulation does
 * not see: so it does not find that an event without effects hands out the list of the next one, which was a bug once.
 */
final class Defects {
    private static final String RUNNER = "io/reeve/runner/WorkerRunner.java";
    private static final String RUNNER_MACHINE = "io/reeve/runner/RunnerMachine.java";
    private static final String ENTRY = "io/reeve/runner/Entry.java";
    private static final String ENGINE = "io/reeve/engine/DependencyEngine.java";
    private static final String ENGINE_MACHINE = "io/reeve/engine/EngineMachine.java";
    private static final String CATACOMB = "io/reeve/catacomb/Catacomb.java";
    private static final String CHILD = "io/reeve/catacomb/Child.java";
    private static final String WORK_CALL = "io/reeve/catacomb/WorkCall.java";
    private static final String ERRORS = "io/reeve/supervise/RankedErrors.java";
    private static final String START_CALL = "io/reeve/supervise/StartCall.java";
    private static final String SHELL = "io/reeve/supervise/MachineShell.java";

    static final List<Defect> ALL = List.of(
            Defect.of("B-1", "the last fatal error is the result", "runner")
                    .in(ERRORS, "boolean isBest = best == null || moreImportant;", "boolean isBest = true;"),
            Defect.of("B-2", "the mark of a stop is never cleared: the replacement is killed at once", "runner")
                    .in(RUNNER_MACHINE, """
                                        entry.next = null;
                                        completeStops(entry, error);
                                        if (next""", """
                                        entry.next = next instanceof Next.Replace ? Next.Remove.INSTANCE : null;
                                        completeStops(entry, error);
                                        if (next""")
                    .in(RUNNER_MACHINE, """
                                    publish(RunnerEvent.Started::new, entry.id(), incarnation.generation());
                            """, """
                                    publish(RunnerEvent.Started::new, entry.id(), incarnation.generation());
                                    if (entry.next != null) {
                                        retire(entry, Next.Remove.INSTANCE);
                                        return;
                                    }
                            """),
            Defect.of("B-3", "a replacement is forgotten when the start in progress returns", "runner")
                    .in(RUNNER_MACHINE, """
                                    if (entry.phase() == Phase.STOPPING) {
                                        move(entry, Phase.STOPPING, incarnation, now());
                            """, """
                                    if (entry.phase() == Phase.STOPPING) {
                                        if (entry.next instanceof Next.Replace) {
                                            entry.next = Next.Remove.INSTANCE;
                                        }
                                        move(entry, Phase.STOPPING, incarnation, now());
                            """),
            Defect.of("B-4", "a restart delay is not cut short by a stop", "runner")
                    .in(
                            RUNNER_MACHINE,
                            "case DELAYED, GIVEN_UP -> remove(entry, null);",
                            "case DELAYED -> {} case GIVEN_UP -> remove(entry, null);"),
            Defect.of("B-5", "a fatal error does not cut restart delays short: starts follow", "runner")
                    .in(RUNNER_MACHINE, "if (!isOver && !isDying()) {", "if (!isOver) {"),
            Defect.of("B-6", "a lookup gets the worker that has ended, while it waits for its restart", "runner")
                    .in(
                            RUNNER_MACHINE,
                            "entry.available = phase == Phase.RUNNING ? incarnation.worker() : null;",
                            "entry.available = phase == Phase.RUNNING || phase == Phase.DELAYED ? incarnation.worker() : null;"),
            Defect.of("B-7", "what waits for its restart is shown as started", "runner")
                    .in(ENTRY, "DELAYED(State.STOPPED),", "DELAYED(State.STARTED),"),
            Defect.of("B-8", "the time of the start is that of the first one", "runner")
                    .in(
                            RUNNER_MACHINE,
                            "move(entry, Phase.RUNNING, incarnation, now());",
                            "move(entry, Phase.RUNNING, incarnation, entry.view.started() == null ? now() : entry.view.started());"),
            Defect.of("B-9", "a dying runner says that it starts, and does not", "runner")
                    .in(RUNNER_MACHINE, """
                                        refuse(spec.id());
                                        return false;
                            """, """
                                        refuse(spec.id());
                                        return true;
                            """),
            Defect.of("B-10", "a dying runner does not say so to lookups", "runner")
                    .in(RUNNER, """
                                        if (machine.state() != State.RUNNING) {
                                            return CompletableFuture.failedFuture(machine.dead());
                                        }
                                        Entry entry""", """
                                        Entry entry"""),
            Defect.of("B-11", "lookups that wait are not told that the runner is dying", "runner")
                    .in(RUNNER_MACHINE, "            failLookups(entry, this::dead);\n", ""),
            Defect.of("B-15", "reports are made with the lock held", "runner")
                    .in(
                            RUNNER,
                            "return collect(new ArrayDeque<>()).complete(clock);",
                            "return shell.handle(machine -> collect(new ArrayDeque<>()).complete(clock));"),
            Defect.of("B-16", "workers are killed on the thread of whoever asks", "runner")
                    .in(RUNNER, """
                                        calls.kill(
                                                supervisor,
                                                kill.incarnation(),
                                                requireNonNull(kill.incarnation().worker()));
                            """, "            requireNonNull(kill.incarnation().worker()).kill();\n"),
            Defect.of("B-17", "an error in a start function is caught by nobody", "runner")
                    .in(START_CALL, """
                                    } catch (Throwable thrown) {
                                        run.call(null);
                                        Throwable error""", """
                                    } catch (Exception thrown) {
                                        run.call(null);
                                        Throwable error"""),
            Defect.of("B-18", "the result is not the error itself", "runner")
                    .in(
                            RUNNER,
                            "completion.finish(die.result())",
                            "completion.finish(die.result() == null ? null : new RuntimeException(die.result()))"),
            Defect.of("B-19", "fatal errors that are not the best are lost", "runner")
                    .in(ERRORS, "Failures.attach(result, arrived);", ""),
            Defect.of("B-20", "a stop returns before lookups know of it", "runner")
                    .in(
                            RUNNER_MACHINE,
                            "entry.available = phase == Phase.RUNNING ? incarnation.worker() : null;",
                            "entry.available = phase == Phase.RUNNING || phase == Phase.STOPPING ? incarnation.worker() : null;"),
            Defect.of("B-21", "of several who wait for a stop one is told", "runner")
                    .in(RUNNER_MACHINE, """
                                        for (Waiter<T> waiter = line.poll(); waiter != null; waiter = line.poll()) {
                                            fail(waiter, error);""", """
                                        for (Waiter<T> waiter = line.poll(); waiter != null; waiter = null) {
                                            fail(waiter, error);"""),
            Defect.of("B-23", "a stop does not tell the start function in progress", "runner")
                    .in(
                            RUNNER,
                            "            calls.cancel(cancel.incarnation());\n",
                            "            cancel.incarnation().cancel();\n"),
            Defect.of("B-25", "policies are asked with the lock held", "runner")
                    .in(RUNNER, "judged.submit(failed);", "shell.guarded(() -> judge(failed));"),
            Defect.of("B-46", "an uninstall is ignored while the worker is being stopped", "engine")
                    .in(
                            ENGINE_MACHINE,
                            "} else if (node.isInstalled()) {\n            withdraw(node);",
                            "} else if (node.isInstalled() && node.phase != Phase.STOPPING) {\n            withdraw(node);"),
            Defect.of("B-48", "a delay that is given up leaves its timer behind", "engine")
                    .in(ENGINE_MACHINE, "            emit(new Effects.CancelTimer(delay));\n", ""),
            Defect.of("B-53", "reports are made with the lock held", "engine")
                    .in(
                            ENGINE,
                            "return collect(new ArrayDeque<>()).complete(clock);",
                            "return shell.handle(machine -> collect(new ArrayDeque<>()).complete(clock));"),
            Defect.of("B-54", "a start function that returns null is not noticed", "engine")
                    .in(START_CALL, """
                                        if (worker == null) {
                                            throw broken("returned null", null);
                                        }
                            """, """
                                        if (worker == null) {
                                            return;
                                        }
                            """),
            Defect.of("B-56", "a start that was cancelled is made nevertheless", "engine")
                    .in(
                            START_CALL,
                            "        if (run.isCancelled()) {\n            run.call(null);",
                            "        if (run.generation() < 0) {\n            run.call(null);"),
            Defect.of("B-60", "an ordered stop has no order", "engine")
                    .in(
                            ENGINE_MACHINE,
                            "boolean waits = runs && params.orderedStop() && incarnation.holders > 0;",
                            "boolean waits = runs && params.orderedStop() && incarnation.holders > 9;"),
            Defect.of("B-61", "an engine that is dying installs", "engine").in(ENGINE_MACHINE, """
                                void install(Blueprint blueprint) {
                                    if (isDying()) {
                                        throw dead();
                                    }
                            """, """
                                void install(Blueprint blueprint) {
                            """),
            Defect.of("B-63", "fatal errors that are not the best are lost", "engine")
                    .in(ERRORS, "Failures.attach(result, arrived);", ""),
            Defect.of("B-31", "an error that comes too late is the result of a dead catacomb", "catacomb")
                    .in(CATACOMB, """
                                    if (state == State.DEAD) {
                                        return;
                                    }
                                    if (error""", """
                                    if (error"""),
            Defect.of("B-32", "work that ends with an error of the JVM leaves the catacomb alive", "catacomb")
                    .in(WORK_CALL, """
                                    } catch (Throwable thrown) {
                                        error = thrown;""", """
                                    } catch (Exception thrown) {
                                        error = thrown;"""),
            Defect.of("B-33", "a kill that throws is caught by nobody", "catacomb")
                    .in(CHILD, """
                                    } catch (Throwable thrown) {
                                        catacomb.kill(thrown);""", """
                                    } catch (Error thrown) {
                                        catacomb.kill(thrown);"""),
            Defect.of("B-35", "of several errors only the first survives", "catacomb")
                    .in(ERRORS, "Failures.attach(result, arrived);", ""),
            Defect.of("B-37", "a worker is accepted after a kill", "catacomb")
                    .in(
                            CATACOMB,
                            "        if (state != State.ALIVE) {\n            child.setLate();",
                            "        if (state == State.DEAD) {\n            child.setLate();"),
            Defect.of("F-1", "a lookup that is answered late gets a worker that has finished and is gone", "runner")
                    .in(
                            RUNNER,
                            "boolean isPresent = machine.entries().get(entry.id()) == entry;",
                            "boolean isPresent = true;"),
            Defect.of("F-2", "an uninstall from a dying engine does not cancel the start", "engine")
                    .in(
                            ENGINE_MACHINE,
                            "            sweep(node);\n        } else if (node.isInstalled()) {",
                            "        } else if (node.isInstalled()) {"),
            Defect.of("F-3", "events are queued when the lock is released", "runner")
                    .in(
                            SHELL,
                            "            untold = enqueueEvents(effects);\n        } finally {\n            lock.unlock();\n        }\n",
                            "        } finally {\n            lock.unlock();\n        }\n        clock.instant();\n        untold = enqueueEvents(effects);\n"));

    private Defects() {}
}
