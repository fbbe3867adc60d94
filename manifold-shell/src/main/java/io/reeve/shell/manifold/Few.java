// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.shell.text.SafeText;
import java.util.List;

/** Names where there is little room: the first ones, and how many more there are. */
final class Few {
    private static final int MOST = 3;

    private Few() {}

    static String of(List<String> names) {
        String first = SafeText.quote(names.subList(0, Math.min(names.size(), MOST)));
        return names.size() > MOST ? first + " and " + (names.size() - MOST) + " more" : first;
    }
}
