// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Engine;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldSignal;
import io.reeve.dependency.UninstallException;
import io.reeve.engine.EngineParams;
import io.reeve.worker.Reporter;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.event.FailureJournal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The two kinds of things that take offers, and the words in which each is talked about. */
enum HostKind {
    RUNNER(
            "runner",
            "worker",
            "id",
            RunnerComponent.PID,
            Runner.RUNNER_NAME,
            WorkerFactory.DEFAULT_RUNNER,
            "worker.",
            "worker.",
            "worker:start"),
    ENGINE(
            "engine",
            "manifold",
            "name",
            EngineComponent.PID,
            Engine.ENGINE_NAME,
            Manifold.DEFAULT_ENGINE,
            "",
            "manifold.",
            "ManifoldWhiteboard.start");

    final String noun;

    /** What it takes, and by what it knows that. */
    final String member;

    final String idNoun;

    final String pid;
    final String nameProperty;

    /** The name of the one that exists without any configuration. */
    final String defaultName;

    /** What the keys of a {@link PolicyKey} begin with in its configuration. */
    final String policyPrefix;

    /** What they, and all other keys, begin with in services that it takes. */
    final String servicePrefix;

    /** By what an operator starts an offer that rests. */
    final String startCommand;

    HostKind(
            String noun,
            String member,
            String idNoun,
            String pid,
            String nameProperty,
            String defaultName,
            String policyPrefix,
            String servicePrefix,
            String startCommand) {
        this.noun = noun;
        this.member = member;
        this.idNoun = idNoun;
        this.pid = pid;
        this.nameProperty = nameProperty;
        this.defaultName = defaultName;
        this.policyPrefix = policyPrefix;
        this.servicePrefix = servicePrefix;
        this.startCommand = startCommand;
    }

    Host start(Slot slot) {
        return switch (this) {
            case RUNNER -> RunnerHost.start(slot);
            case ENGINE -> EngineHost.start(slot);
        };
    }

    /** The interfaces under which it is registered as a service. */
    List<Class<?>> interfaces() {
        return switch (this) {
            case RUNNER -> List.of(Runner.class, Reporter.class, FailureJournal.class);
            case ENGINE -> List.of(Engine.class, Reporter.class, FailureJournal.class);
        };
    }

    /** How one without a configuration treats workers. */
    Supervision supervision() {
        return Supervision.of(
                switch (this) {
                    case RUNNER -> Restart.defaults();
                    case ENGINE -> EngineParams.of(defaultName).restart();
                });
    }

    /** Keys of its configuration that the other kind does not have. */
    Set<String> ownKeys() {
        return switch (this) {
            case RUNNER -> Set.of();
            case ENGINE -> EnginePace.KEYS;
        };
    }

    /** Why an offer is done with, if that was not our doing. */
    String reasonOfEnd(@Nullable Throwable error) {
        return switch (this) {
            case RUNNER ->
                error == null
                        ? "its worker ended without error"
                        : "its worker failed and is not to be restarted: " + Log.text(error);
            case ENGINE ->
                ManifoldSignal.in(error) instanceof UninstallException
                        ? "it asked to be uninstalled: " + Log.text(requireNonNull(error))
                        : "somebody uninstalled it";
        };
    }

    /** Why an offer's worker is not started any more, and what to do about it. */
    String reasonOfGivingUp(Restart policy) {
        return "its budget of " + policy.budget() + " restarts in " + PropertyReader.words(policy.window())
                + " is used up; " + startCommand + " starts it anew";
    }

    /** For messages. */
    String describe(String name) {
        return noun + " " + Log.quote(name);
    }
}
