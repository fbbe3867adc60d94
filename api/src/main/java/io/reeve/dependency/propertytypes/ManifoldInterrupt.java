// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency.propertytypes;

import io.reeve.dependency.Manifold;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Component property type for {@link Manifold#MANIFOLD_INTERRUPT}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ManifoldInterrupt {
    /**
     * Whether threads that are in code of the manifold may be interrupted.
     *
     * @return true to allow it
     */
    boolean value();
}
