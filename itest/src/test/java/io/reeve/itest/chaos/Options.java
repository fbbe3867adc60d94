// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a storm is asked for.
 *
 * @param folder where the framework keeps its bundles, and the storm what it has wanted
 * @param seconds how long the storm lasts; 0 to take up only what another one that was killed has left
 * @param seed what the dice depend on
 * @param sites how many bundles there are
 */
record Options(Path folder, int seconds, long seed, int sites) {
    static Options parse(String... arguments) {
        return new Options(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]),
                Integer.parseInt(arguments[3]));
    }

    List<String> arguments() {
        return new ArrayList<>(List.of(folder.toString(), "" + seconds, "" + seed, "" + sites));
    }
}
