// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import io.reeve.shell.text.SafeText;

/**
 * The words of one scope for what its commands are about.
 *
 * @param scope the scope: {@code worker}
 * @param thing what its commands look at: {@code worker}
 * @param key what that is told from others by: {@code id}
 * @param home where it lives, also as an option: {@code runner}
 * @param noHome what to do if there is no such place
 */
public record Vocabulary(String scope, String thing, String key, String home, String noHome) {
    /**
     * What a sentence calls a thing.
     *
     * @param subject the thing
     * @return safe text: {@code worker 'web' of runner 'default'}
     */
    public String nameOf(Located subject) {
        return thing + " " + SafeText.quote(String.valueOf(subject.name())) + " of " + home + " "
                + SafeText.quote(subject.home());
    }
}
