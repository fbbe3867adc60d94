// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.propertytypes;

import io.reeve.worker.WorkerFactory;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Component property type for {@link WorkerFactory#WORKER_START_TIMEOUT}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface WorkerStartTimeout {
    /**
     * How long the start function may take.
     *
     * @return a duration such as {@code 30s}; 0 for as long as it likes
     */
    String value();
}
