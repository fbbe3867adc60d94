// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import io.reeve.supervise.SerialLane;
import io.reeve.supervise.Threads;
import io.reeve.time.Clock;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A worker made of an executor service. That tells nobody when it has terminated: one can only wait for it, which
 * takes a thread, or look from time to time, which is done here.
 */
final class OwnedExecutor implements Worker {
    /** Between two looks at an executor that nobody has shut down. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** After the shutdown the looks begin with this pause, which doubles each time. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

    private final ExecutorService executor;
    private final Clock clock;
    private final String name;
    private final JointEnd end = new JointEnd();

    /** Everything happens here, in order, so that what follows needs no lock. */
    private final SerialLane<Runnable> lane = new SerialLane<>(Threads.forCalls(), Runnable::run);

    // Owned by the lane.
    private Clock.@Nullable Timer timer;
    private Duration pause = SHORTEST_PAUSE;
    private boolean terminated;
    private boolean over;

    private OwnedExecutor(ExecutorService executor, Clock clock) {
        this.executor = executor;
        this.clock = clock;
        this.name = "owning " + executor.getClass().getName();
    }

    static OwnedExecutor start(ExecutorService executor, Clock clock) {
        OwnedExecutor worker = new OwnedExecutor(executor, clock);
        worker.lane.submit(worker::look);
        return worker;
    }

    @Override
    public void kill() {
        if (end.beginKill()) {
            lane.submit(this::shutDown);
        }
    }

    private void shutDown() {
        Throwable refused = new ForeignTask(name, executor, executor::shutdownNow).outcome();
        if (refused != null) {
            over = true;
            cancelTimer();
            end.giveUp(refused);
            return;
        }
        pause = SHORTEST_PAUSE;
        look();
        end.partEnded(null);
    }

    private void look() {
        if (over) {
            return;
        }
        cancelTimer();
        Throwable broken = new ForeignTask(name, executor, this::lookAtExecutor).outcome();
        if (broken != null) {
            over = true;
            end.giveUp(broken);
        } else if (terminated) {
            over = true;
            end.partEnded(null);
        }
    }

    private void lookAtExecutor() {
        terminated = executor.isTerminated();
        if (!terminated) {
            boolean soon = executor.isShutdown();
            timer = clock.schedule(soon ? pause : LONGEST_PAUSE, () -> lane.submit(this::look));
            if (soon && pause.compareTo(LONGEST_PAUSE) < 0) {
                pause = pause.multipliedBy(2);
            }
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public CompletionStage<Void> completion() {
        return end.completion();
    }

    @Override
    public String toString() {
        return "worker " + name;
    }
}
