// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import io.reeve.testkit.simulation.Scenario;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is simulated of this library itself. */
final class Scenarios {
    static final Map<String, Scenario> ALL = all();

    private Scenarios() {}

    private static Map<String, Scenario> all() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        all.put("runner", new RunnerScenario());
        all.put("engine", new EngineScenario());
        all.put("catacomb", new CatacombScenario());
        return Collections.unmodifiableMap(all);
    }
}
