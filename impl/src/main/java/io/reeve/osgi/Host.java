// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Something that takes offers, as the board sees it: a runner or an engine. All methods return at once and call no
 * foreign code.
 */
interface Host {
    HostKind kind();

    String name();

    Runner.State state();

    Optional<Throwable> failure();

    CompletionStage<Void> completion();

    void kill();

    /** Takes over what has changed in the settings of the slot; restarts nothing. */
    void update(Slot slot);

    /** Lets go of the worker of an id; completed once that has ended. */
    CompletionStage<Void> stop(String id);

    /** Whether it has a worker of an id, be it stopped. */
    boolean has(String id);

    /** Why it tries the worker of an id no longer; empty if it does. */
    Optional<String> givenUp(String id);

    /** Starts one that was given up; false if it was not. */
    boolean resume(String id);

    /** Why the worker of an id, or itself, is as it is; empty if it does not know. */
    Optional<Why> why(String id);

    /** The stacks of the threads that are in code of the worker of an id. */
    Map<String, List<StackTraceElement>> stacks(String id);

    /** What the end of the worker of an id waits for, the last of it last; empty if for nothing but itself. */
    List<String> heldBy(String id);

    /** Tells a listener what happens from now on; {@code description} is what it is called in messages. */
    ListenerRegistration addListener(String description, RunnerListener listener);

    /** What is registered as a service under the interface of its kind. */
    Object service();
}
