// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs a set of workers, each under an id, and restarts them as necessary when they fail.
 *
 * <p>A runner is itself a {@link Worker} and a {@link Reporter}, so runners nest. It lives until it is
 * {@linkplain #kill() killed} or a worker ends with an error that its policy calls fatal; then it kills all its
 * workers, starts none any more, and completes once they have ended: normally, or with the most important fatal
 * error, to which the other fatal errors are attached as suppressed.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, also from inside start functions, workers,
 * reporters, policies and listeners. None waits for foreign code, except for {@link #await()}, {@link #stop()} and,
 * for a bounded time, {@link #report()}.
 *
 * <p><b>Ids</b> are non-empty strings of at most {@value #MAX_ID_LENGTH} characters, all of which can be printed:
 * without control characters, line and paragraph separators, halves of surrogate pairs and marks that turn the
 * direction of the text.
 */
@ProviderType
public interface Runner extends Worker, Reporter {
    /** The greatest length of an id. */
    int MAX_ID_LENGTH = 1024;

    /** Service property under which a runner is registered in OSGi: its name. */
    String RUNNER_NAME = "runner.name";

    /** What a runner is doing. */
    enum State {
        /** It starts and restarts workers. */
        RUNNING("running"),
        /** It was killed, or met a fatal error, and waits for its workers to end. */
        DYING("dying"),
        /** All its workers have ended. */
        DEAD("dead");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** Returns the state in lower case. */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * The name of this runner.
     *
     * @return the name, never empty
     */
    String name();

    /**
     * What this runner is doing.
     *
     * @return the state at this moment
     */
    State state();

    /**
     * The fatal error that this runner is dying or died of.
     *
     * @return the most important fatal error so far, or nothing if there was none
     */
    Optional<Throwable> failure();

    /**
     * Starts a worker under this runner's restart policy. As {@link #startWorker(String, WorkerFactory, Restart)}.
     *
     * @param id the id
     * @param factory the start function
     * @return false if the id was already there
     */
    boolean startWorker(String id, WorkerFactory factory);

    /**
     * Registers an id and starts its worker; does not wait for the start function.
     *
     * <p>If the id is registered and not being stopped, nothing is done and the factory in force stays. If it is
     * being stopped, or was abandoned, the factory is called, without delay, as soon as the old worker has ended; of
     * several such calls the last one wins. An id that was given up is started anew, with this factory.
     *
     * @param id the id
     * @param factory the start function, also for all restarts
     * @param restart when to restart, in place of this runner's own policy
     * @return false if the id was already there and nothing was done
     * @throws RunnerDeadException if this runner is dying or dead; the factory is not called
     * @throws IllegalArgumentException if the id is empty, too long or has control characters
     */
    boolean startWorker(String id, WorkerFactory factory, Restart restart);

    /**
     * Stops a worker for good. A start in progress is cancelled, a restart delay ends at once, a running worker is
     * killed. From the return of this method on, no lookup hands out the old worker.
     *
     * @param id the id
     * @return completed once the worker is gone: normally, or with the error that it met while it ended; completed
     *     normally for an unknown id, exceptionally with {@link WorkerAbandonedException} if the worker has not ended in
     *     time, and with {@link RunnerDeadException} if this runner is dead.
     *     Each call returns a stage of its own; cancelling it gives up waiting
     */
    CompletionStage<Void> stopWorker(String id);

    /**
     * Restarts a worker as an operator does: at once, with its restart count, its failures and its restart budget
     * cleared. A running worker is killed and started again when it has ended, a start in progress is cancelled and made
     * anew, a restart delay is cut short, a worker that was given up is started. One that was abandoned is started when
     * it has ended.
     *
     * @param id the id
     * @throws WorkerNotFoundException if there is no such worker, or it is being stopped for good
     * @throws RunnerDeadException if this runner is dying or dead
     */
    void restartWorker(String id);

    /**
     * The worker of an id, as soon as it is available. A worker that is being stopped, or that has ended and waits
     * for its restart, is not handed out. No thread waits for this.
     *
     * @param id the id
     * @return completed with the running worker, which may have ended when the caller uses it; or exceptionally
     *     with {@link WorkerNotFoundException} if the id is unknown or is removed while waiting,
     *     {@link WorkerGivenUpException} or {@link WorkerAbandonedException} if the worker is given up or abandoned, or
     *     {@link RunnerDeadException} if this runner is or becomes dying. {@code cancel} and {@code orTimeout}
     *     give up waiting and leave nothing behind
     */
    CompletableFuture<Worker> worker(String id);

    /**
     * The ids registered now, in no order; those that are stopping or waiting for a restart are among them.
     *
     * @return a copy; empty once this runner is dead
     */
    Set<String> workerIds();

    /**
     * What this runner knows of one worker.
     *
     * @param id the id
     * @return the status at this moment, or nothing for an unknown id
     */
    Optional<WorkerStatus> status(String id);

    /**
     * What this runner knows of its workers, each at some moment during this call.
     *
     * @return a copy, in no order
     */
    List<WorkerStatus> statuses();

    /**
     * Why a worker is in the state that it is in: one chain from there to the root cause.
     *
     * @param id the id
     * @return the explanation; nothing for an unknown id, unless this runner is dying or dead, which explains it
     */
    Optional<Why> why(String id);

    /**
     * How the workers of this runner ended.
     *
     * @return the receipt, once this runner is dead; nothing before
     */
    Optional<StopReceipt> stopReceipt();
}
