// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Delay;
import java.time.Duration;

/** The time that an incarnation has for what it is doing. */
final class Deadline extends Delay {
    /** What happens when it is over. */
    enum Step {
        /** The start is cancelled. */
        CANCEL,
        /** Our threads in its code are interrupted, and the last deadline begins. */
        INTERRUPT,
        /** It is abandoned. */
        ABANDON
    }

    final Incarnation incarnation;
    final Step step;

    Deadline(Incarnation incarnation, Step step, Duration length) {
        super(length);
        this.incarnation = incarnation;
        this.step = step;
    }
}
