// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import io.reeve.supervise.Threads;
import io.reeve.time.Clock;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A worker made of a process of the operating system. The JDK tells when it has ended, so no thread waits for it. */
final class ProcessWorker implements Worker {
    private final Process process;
    private final Duration grace;
    private final Clock clock;

    /** Asked for at the beginning: of a process that has ended nobody knows the command. */
    private final String description;

    private final JointEnd end = new JointEnd();

    /** Written by the thread that carries the kill out. */
    private volatile List<ProcessHandle> descendants = List.of();

    /** Written by the thread that carries the kill out. */
    private volatile Clock.@Nullable Timer timer;

    private ProcessWorker(Process process, Duration grace, Clock clock) {
        this.process = process;
        this.grace = grace;
        this.clock = clock;
        this.description = describe(process);
    }

    static ProcessWorker start(Process process, Duration grace, Clock clock) {
        ProcessWorker worker = new ProcessWorker(process, grace, clock);
        var unused = process.onExit().handle((ended, error) -> {
            // The thread belongs to the JDK.
            Throwable own = error == null ? null : Worker.unwrap(error);
            Threads.forCalls().execute(() -> worker.exited(own));
            return null;
        });
        return worker;
    }

    /** The command without its arguments, which may hold secrets. */
    private static String describe(Process process) {
        try {
            String command = process.info().command().orElse("command unknown");
            return "process " + process.pid() + " (" + command + ")";
        } catch (UnsupportedOperationException notOfThisKind) {
            return "process " + process;
        }
    }

    private void exited(@Nullable Throwable unobservable) {
        Throwable broken = unobservable;
        Throwable thrown = new ForeignTask(description, process, () -> {
                    tidyUpIfEnded();
                    int code = process.exitValue();
                    if (code != 0 && !end.isKilled()) {
                        throw new Workers.ExitCodeException(
                                description + " ended by itself with exit code " + code, code);
                    }
                })
                .outcome();
        end.partEnded(broken != null ? broken : thrown);
    }

    @Override
    public void kill() {
        if (end.beginKill()) {
            ForeignTask ask = new ForeignTask(description, process, this::ask);
            Threads.forCalls().execute(() -> end.partEnded(ask.outcome()));
        }
    }

    /** The timer comes before what may block. */
    private void ask() {
        try {
            timer = clock.schedule(grace, () -> Threads.forCalls().execute(this::graceIsOver));
        } finally {
            try {
                descendants = descendantsNow();
                process.destroy();
            } finally {
                tidyUpIfEnded();
            }
        }
    }

    private void graceIsOver() {
        Throwable error = new ForeignTask(description, process, () -> {
                    if (process.isAlive()) {
                        // It may have had more children since.
                        List<ProcessHandle> more = descendantsNow();
                        var unused = process.destroyForcibly();
                        more.forEach(ProcessHandle::destroyForcibly);
                    }
                })
                .outcome();
        if (error != null) {
            end.met(error);
        }
    }

    /**
     * Called when the kill has been carried out and when the process has ended: whichever is later finds out that it
     * is.
     */
    private void tidyUpIfEnded() {
        if (!process.isAlive()) {
            Clock.Timer pending = timer;
            if (pending != null) {
                pending.cancel();
            }
            descendants.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private List<ProcessHandle> descendantsNow() {
        try {
            return process.descendants().toList();
        } catch (UnsupportedOperationException notOfThisKind) {
            return List.of();
        }
    }

    @Override
    public CompletionStage<Void> completion() {
        return end.completion();
    }

    @Override
    public String toString() {
        return "worker of " + description;
    }
}
