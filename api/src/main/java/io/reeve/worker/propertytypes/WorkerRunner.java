// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.propertytypes;

import io.reeve.worker.WorkerFactory;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Component property type for {@link WorkerFactory#WORKER_RUNNER}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface WorkerRunner {
    /**
     * The name of the runner that takes the factory.
     *
     * @return a non-empty name
     */
    String value() default WorkerFactory.DEFAULT_RUNNER;
}
