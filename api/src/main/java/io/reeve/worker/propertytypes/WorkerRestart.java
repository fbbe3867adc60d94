// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.propertytypes;

import io.reeve.worker.WorkerFactory;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Component property type for {@link WorkerFactory#WORKER_RESTART_WHEN} and
 * {@link WorkerFactory#WORKER_RESTART_DELAY}. {@link WorkerBackoff} and {@link WorkerBudget} set the rest of the policy.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface WorkerRestart {
    /** The dotted names of the properties start with this. */
    String PREFIX_ = "worker.restart.";

    /**
     * When the worker is restarted.
     *
     * @return {@code on-failure}, {@code always} or {@code never}
     */
    String when() default "on-failure";

    /**
     * How long after its end the worker is restarted.
     *
     * @return a duration such as {@code 250ms} or {@code 3s}
     */
    String delay() default "3s";
}
