// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A command line that shows how a command is used. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Example {
    /**
     * The command line.
     *
     * @return as one types it
     */
    String value();
}
