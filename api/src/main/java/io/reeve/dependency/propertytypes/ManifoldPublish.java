// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency.propertytypes;

import io.reeve.dependency.Manifold;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Component property type for {@link Manifold#MANIFOLD_PUBLISH}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ManifoldPublish {
    /**
     * The outputs that are published as services while the worker runs.
     *
     * @return names of their types
     */
    String[] value();
}
