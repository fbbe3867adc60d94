// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.propertytypes;

import io.reeve.worker.WorkerFactory;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Component property type for {@link WorkerFactory#WORKER_RESTART_BUDGET}, {@link WorkerFactory#WORKER_RESTART_WINDOW},
 * {@link WorkerFactory#WORKER_RESTART_EXHAUSTED} and {@link WorkerFactory#WORKER_RESTART_SLOW_DELAY}: how often the worker
 * is restarted, and what happens then.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface WorkerBudget {
    /** The dotted names of the properties start with this. */
    String PREFIX_ = "worker.restart.";

    /**
     * How often the worker is restarted in any span of {@link #window()}.
     *
     * @return the number of restarts; 0 for no limit
     */
    int budget();

    /**
     * The span of time that the budget is for.
     *
     * @return a duration such as {@code 1m}
     */
    String window();

    /**
     * What happens when the budget is used up.
     *
     * @return {@code give-up}, {@code retry-slowly} or {@code escalate}
     */
    String exhausted() default "give-up";

    /**
     * The delay of restarts over the budget, with {@code retry-slowly}.
     *
     * @return a duration such as {@code 5m}
     */
    String slowDelay() default "5m";
}
