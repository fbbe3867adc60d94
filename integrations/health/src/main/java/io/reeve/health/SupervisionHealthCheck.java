// SPDX-License-Identifier: Apache-2.0
package io.reeve.health;

import io.reeve.dependency.Engine;
import io.reeve.worker.Runner;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Says how all runners and engines are. Reads what they publish of themselves and calls nobody else's code, so it answers
 * at once, whatever their workers do. A configuration with its PID sets other tags, or any other property of a health
 * check.
 */
@Component(
        name = SupervisionHealthCheck.PID,
        configurationPid = SupervisionHealthCheck.PID,
        property = {HealthCheck.NAME + "=Reeve", HealthCheck.TAGS + "=reeve"})
public final class SupervisionHealthCheck implements HealthCheck {
    static final String PID = "io.reeve.health";

    /** Come and go with their services. */
    private final List<Runner> runners = new CopyOnWriteArrayList<>();

    private final List<Engine> engines = new CopyOnWriteArrayList<>();

    /** For the component runtime. */
    public SupervisionHealthCheck() {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRunner(Runner runner) {
        runners.add(runner);
    }

    void removeRunner(Runner runner) {
        runners.remove(runner);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addEngine(Engine engine) {
        engines.add(engine);
    }

    void removeEngine(Engine engine) {
        engines.remove(engine);
    }

    @Override
    public Result execute() {
        Checkup checkup = new Checkup();
        Stream.concat(runners.stream().map(Patient::of), engines.stream().map(Patient::of))
                .sorted(Comparator.comparing(Patient::describe))
                .forEach(checkup::examine);
        return checkup.result();
    }
}
