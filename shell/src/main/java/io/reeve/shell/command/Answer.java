// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import io.reeve.shell.text.JsonText;
import org.jspecify.annotations.Nullable;

/** What a command returns: a value that can be shown in full, on one line, as a mere mention, and as JSON. */
public interface Answer {
    /**
     * All of it, on as many lines as it needs.
     *
     * @return safe text; the last line has no end
     */
    String inspect();

    /**
     * The gist of it on one line.
     *
     * @return safe text
     */
    String line();

    /**
     * What it is about, in a few characters.
     *
     * @return safe text
     */
    String part();

    /**
     * All of it for programs.
     *
     * @return maps, lists and scalars
     */
    @Nullable
    Object json();

    /**
     * What a command hands to the shell.
     *
     * @param json whether the operator wants JSON
     * @return this answer, or its JSON as text
     */
    default Object shown(boolean json) {
        return json ? JsonText.of(json()) : this;
    }
}
