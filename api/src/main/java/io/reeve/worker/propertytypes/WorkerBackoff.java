// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.propertytypes;

import io.reeve.worker.WorkerFactory;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Component property type for {@link WorkerFactory#WORKER_RESTART_FACTOR}, {@link WorkerFactory#WORKER_RESTART_MAX_DELAY},
 * {@link WorkerFactory#WORKER_RESTART_JITTER} and {@link WorkerFactory#WORKER_RESTART_RESET_TIME}: how the restart delay
 * grows while the worker goes on failing. The first delay is that of {@link WorkerRestart}, or of the runner.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface WorkerBackoff {
    /** The dotted names of the properties start with this. */
    String PREFIX_ = "worker.restart.";

    /**
     * By how much each delay is longer than the one before it.
     *
     * @return a number from 1 on
     */
    double factor() default 2;

    /**
     * The longest delay.
     *
     * @return a duration such as {@code 5m}; 0 for no limit
     */
    String maxDelay() default "5m";

    /**
     * The part of a delay by which it is longer or shorter, at random.
     *
     * @return a number from 0 to 1
     */
    double jitter() default 0.1;

    /**
     * How long the worker runs before its earlier failures are forgotten.
     *
     * @return a duration such as {@code 1m}
     */
    String resetTime() default "1m";
}
