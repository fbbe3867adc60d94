// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import java.util.Collection;
import java.util.List;

/**
 * What there is to be found now.
 *
 * @param <S> what is found
 */
public interface Directory<S extends Located> {
    /**
     * The names of the places, also of those that are only asked for.
     *
     * @return each once
     */
    Collection<String> homes();

    /**
     * All there is, in every place.
     *
     * @return by place and name
     */
    List<S> all();

    /**
     * What has a name, in every place.
     *
     * @param name its name
     * @return one for each place that knows the name
     */
    List<S> named(String name);

    /**
     * The error that says that there is none.
     *
     * @param message says so, and what else might be meant
     * @return the error to throw
     */
    RuntimeException notFound(String message);

    /**
     * What else somebody may have meant who typed a name that nobody has.
     *
     * @param typed what was typed
     * @return what to add to the message, or nothing
     */
    default String hint(String typed) {
        return "";
    }
}
