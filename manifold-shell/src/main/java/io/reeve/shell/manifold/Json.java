// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.ManifoldStatus.InputStatus;
import io.reeve.shell.text.FailureText;
import io.reeve.shell.text.TimeText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of the api as maps for JSON, the same in every command. A key is always there, null if there is nothing
 * to say; moments are in ISO-8601.
 */
final class Json {
    private Json() {}

    static Map<String, @Nullable Object> manifold(ManifoldStatus manifold) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", manifold.name());
        json.put("engine", manifold.engine());
        json.put("state", manifold.state().toString());
        json.put("generation", manifold.generation());
        json.put("starts", manifold.startCount());
        json.put("recentErrors", manifold.recentErrors());
        json.put("since", TimeText.json(manifold.since()));
        json.put("started", TimeText.json(manifold.started()));
        json.put("overdue", manifold.overdue());
        json.put("nextStart", TimeText.json(manifold.nextStart()));
        json.put("lastFailure", FailureText.json(manifold.lastFailure()));
        json.put("waitsFor", manifold.waitingFor());
        json.put("inputs", manifold.inputs().stream().map(Json::input).toList());
        json.put("outputs", manifold.outputs());
        return json;
    }

    private static Map<String, @Nullable Object> input(InputStatus input) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", input.name());
        json.put("type", input.type());
        json.put("optional", input.isOptional());
        json.put("installed", input.isInstalled());
        json.put("running", input.isRunning());
        return json;
    }
}
