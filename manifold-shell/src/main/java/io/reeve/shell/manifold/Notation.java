// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import java.util.List;

/** A way to write a graph down. */
@FunctionalInterface
interface Notation {
    /**
     * Writes graphs.
     *
     * @param views one for each engine
     * @return safe text; the last line has no end
     */
    String write(List<View> views);
}
