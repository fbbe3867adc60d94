// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.FailureText;
import io.reeve.shell.text.TimeText;
import io.reeve.worker.Restart;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of the api as maps for JSON, the same in every command. A key is always there, null if there is nothing
 * to say; moments and durations are in ISO-8601.
 */
final class Json {
    private Json() {}

    static Map<String, @Nullable Object> worker(WorkerStatus worker) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("generation", worker.generation());
        json.put("restarts", worker.restarts());
        json.put("since", worker.since().toString());
        json.put("started", TimeText.json(worker.started()));
        json.put("nextStart", TimeText.json(worker.nextStart()));
        json.put("lastFailure", FailureText.json(worker.lastFailure()));
        json.put("restart", restart(worker.restart()));
        json.put("failures", worker.failures());
        json.put("budgetUsed", worker.budgetUsed());
        json.put("overdue", worker.overdue());
        return json;
    }

    static Map<String, @Nullable Object> factory(FactoryStatus factory) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("state", factory.state().toString());
        json.put("reason", factory.reason());
        json.put("serviceId", factory.serviceId());
        json.put("ranking", factory.ranking());
        json.put("bundleId", factory.bundleId());
        json.put("bundle", factory.bundle());
        return json;
    }

    private static Map<String, @Nullable Object> restart(Restart restart) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("when", RestartWords.name(restart.when()));
        json.put("delay", restart.delay().toString());
        json.put("factor", restart.factor());
        json.put("maxDelay", restart.maxDelay().toString());
        json.put("jitter", restart.jitter());
        json.put("resetTime", restart.resetTime().toString());
        json.put("budget", restart.budget());
        json.put("window", restart.window().toString());
        json.put("exhausted", RestartWords.name(restart.exhausted()));
        json.put("slowDelay", restart.slowDelay().toString());
        return json;
    }
}
