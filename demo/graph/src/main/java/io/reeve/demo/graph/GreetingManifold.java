// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.graph;

import io.reeve.demo.loop.ThreadWorker;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.Output;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Publishes {@code demo.greeting}, which offers the text of a file to others. */
@Component(property = Manifold.MANIFOLD_NAME + "=" + GreetingManifold.NAME)
public final class GreetingManifold implements Manifold {
    static final String NAME = "demo.greeting";

    /** Framework property: the folder for files that people look at. */
    private static final String FOLDER = "reeve.demo.dir";

    private static final Duration PERIOD = Duration.ofMillis(500);

    private final Path file;

    /** Called by the container. */
    @Activate
    public GreetingManifold(BundleContext context) {
        this(fileOf(context));
    }

    GreetingManifold(Path file) {
        this.file = file;
    }

    private static Path fileOf(BundleContext context) {
        String folder = context.getProperty(FOLDER);
        return folder == null ? context.getDataFile("greeting.txt").toPath() : Path.of(folder, "greeting.txt");
    }

    @Override
    public Worker start(Inputs inputs) throws IOException {
        if (inputs.generation() == 1 && Files.notExists(file)) {
            Files.writeString(file, "Hello", StandardCharsets.UTF_8);
        }
        Greeting greeting = new Greeting(file, PERIOD);
        return new Announced(greeting, ThreadWorker.start(inputs, greeting));
    }

    @Override
    public List<Output<?>> outputs() {
        return List.of(new Output<>(Greeting.class, worker -> ((Announced) worker).greeting()));
    }

    /** A worker together with what it works on. */
    private record Announced(Greeting greeting, Worker worker) implements Worker, Reporter {
        @Override
        public void kill() {
            worker.kill();
        }

        @Override
        public CompletionStage<Void> completion() {
            return worker.completion();
        }

        @Override
        public Map<String, Object> report() {
            return greeting.report();
        }
    }
}
