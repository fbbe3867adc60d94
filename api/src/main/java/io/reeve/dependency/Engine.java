// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.Why;
import io.reeve.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs a graph of workers: each {@link Manifold} is started when its inputs run, stopped when one of them ends, and
 * started again when they run again, or after a delay if it failed by itself.
 *
 * <p>One change restarts each manifold that depends on it once, whatever the shape of the graph: dependents are
 * started after all their inputs. No worker goes on running against an input that has ended, for longer than it takes
 * to stop it.
 *
 * <p>How long workers may take to start and to stop can be limited. One that was asked to stop and has not ended in time is
 * <em>abandoned</em>: its inputs are stopped without it, what depends on it waits, and nothing is started in its place
 * until it ends after all.
 *
 * <p>An engine is itself a {@link Worker} and a {@link Reporter}, so engines and runners nest. It lives until it is
 * {@linkplain #kill() killed} or a manifold ends with an error that its policy calls fatal; then it stops all its
 * workers, starts none any more, and completes once they have ended or are abandoned: normally, or with the most important fatal error.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, also from inside start functions, workers, filters,
 * outputs, reporters, policies and listeners. None waits for foreign code, except for {@link #await()}, {@link #stop()}
 * and, for a bounded time, {@link #report()}; {@link #install} asks the manifold for its inputs and outputs.
 *
 * <p><b>Names</b> of manifolds follow the rule for ids of workers in a {@link Runner}.
 */
@ProviderType
public interface Engine extends Worker, Reporter {
    /** Service property under which an engine is registered in OSGi: its name. */
    String ENGINE_NAME = "engine.name";

    /**
     * The name of this engine.
     *
     * @return the name, never empty
     */
    String name();

    /**
     * What this engine is doing.
     *
     * @return the state at this moment
     */
    Runner.State state();

    /**
     * The fatal error that this engine is dying or died of.
     *
     * @return the most important fatal error so far, or nothing if there was none
     */
    Optional<Throwable> failure();

    /**
     * Installs a manifold and starts it as soon as its inputs run; does not wait for that. If a manifold of that name
     * is on its way out, because it was {@linkplain #uninstall uninstalled}, this one follows when it has ended, also if
     * it was abandoned.
     *
     * @param name its name
     * @param manifold the manifold
     * @throws ManifoldExistsException if there is one of that name, which goes on undisturbed
     * @throws DependencyCycleException if it would depend on itself; nothing is installed
     * @throws EngineDeadException if this engine is dying or dead; nothing is installed
     * @throws IllegalArgumentException if the name is empty, too long or has control characters
     * @throws RuntimeException what the manifold threw when it was asked for its inputs and outputs
     */
    void install(String name, Manifold manifold);

    /**
     * Takes a manifold out. Its worker is stopped, and so are those that depend on it, which wait from then on until
     * there is a manifold of that name again.
     *
     * @param name its name
     * @return completed once its worker has ended: normally, or with the error that it met while it ended; completed
     *     normally for an unknown name, exceptionally with {@link ManifoldAbandonedException} if the worker has not ended
     *     in time. Each call returns a stage of its own; cancelling it gives up waiting
     */
    CompletionStage<Void> uninstall(String name);

    /**
     * Restarts a manifold as an operator does: at once, with the memory of its failures cleared. What depends on it is
     * restarted after it. One that waits for its inputs goes on waiting; one that was abandoned is started when it has
     * ended.
     *
     * @param name its name
     * @throws ManifoldNotFoundException if there is no such manifold, or it is on its way out
     * @throws EngineDeadException if this engine is dying or dead
     */
    void bounce(String name);

    /**
     * The names of the manifolds that are installed now.
     *
     * @return a copy, in no order
     */
    Set<String> manifoldNames();

    /**
     * What this engine knows of one manifold.
     *
     * @param name its name
     * @return the status at this moment, or nothing for an unknown name
     */
    Optional<ManifoldStatus> status(String name);

    /**
     * What this engine knows of its manifolds, each at some moment during this call.
     *
     * @return a copy, in no order
     */
    List<ManifoldStatus> statuses();

    /**
     * Why a manifold is in the state that it is in: one chain from there to the root cause.
     *
     * @param name its name; also that of an input which was never installed
     * @return the explanation, or nothing for a name that nobody installed or has as an input
     */
    Optional<Why> why(String name);

    /**
     * How the workers of this engine ended when the engine did.
     *
     * @return the receipt, once this engine is dead; nothing before
     */
    Optional<StopReceipt> stopReceipt();

    /**
     * What would be restarted if a manifold were.
     *
     * @param name its name
     * @return the manifold itself and all that depend on it, directly or not, inputs before their dependents; empty for
     *     an unknown name
     */
    List<String> impact(String name);

    /**
     * The inputs that nobody installed.
     *
     * @return from the name of the input to the names of the manifolds that have it as an input, both in order
     */
    Map<String, List<String>> missing();
}
