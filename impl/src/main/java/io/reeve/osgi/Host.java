// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Runner;
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

    /** The stacks of the threads that are in code of the worker of an id. */
    Map<String, List<StackTraceElement>> stacks(String id);

    /** What the end of the worker of an id waits for, the last of it last; empty if for nothing but itself. */
    List<String> heldBy(String id);

    /** What is registered as a service under the interface of its kind. */
    Object service();
}
