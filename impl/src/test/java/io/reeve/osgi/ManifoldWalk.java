// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Objects.requireNonNullElse;

import io.reeve.dependency.DependencyException;
import io.reeve.dependency.Engine;
import io.reeve.dependency.Manifold;
import io.reeve.osgi.Puppets.Puppet;
import io.reeve.worker.WorkerException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** As {@link RandomWalk}, with manifolds, which need each other, and engines. */
final class ManifoldWalk extends Walk<ManifoldWalk.Known> {
    /** Each may need those before it. */
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static final List<String> ENGINES = List.of(Manifold.DEFAULT_ENGINE, Manifold.DEFAULT_ENGINE, "e");

    /** A service of this walk and what is known of it. */
    static final class Known extends Walk.Known<Manifold> {
        final List<String> needs;

        Known(FakeBundle bundle, List<String> needs) {
            super(bundle, puppets -> manifold(puppets, needs));
            this.needs = needs;
        }

        private static Manifold manifold(Puppets puppets, List<String> needs) {
            var manifold = Manifold.starting(puppets::start);
            needs.forEach(manifold::needs);
            return manifold.build();
        }

        @Override
        String host() {
            return (String) requireNonNullElse(service.getProperty(Manifold.MANIFOLD_ENGINE), Manifold.DEFAULT_ENGINE);
        }

        @Override
        String id() {
            return (String) service.getProperty(Manifold.MANIFOLD_NAME);
        }
    }

    ManifoldWalk(Scene scene, long seed) {
        super(scene, seed);
        configure("io.reeve.engine", Manifold.DEFAULT_ENGINE);
    }

    @Override
    void step() {
        List<Known> present = present();
        int dice = random.nextInt(100);
        if (present.isEmpty() || (dice < 25 && present.size() < 10)) {
            arrive();
        } else if (dice < 37) {
            depart(one(present));
        } else if (dice < 52) {
            change(one(present));
        } else if (dice < 57) {
            configure("io.reeve.engine", Manifold.DEFAULT_ENGINE);
        } else if (dice < 62) {
            configure("io.reeve.engine~e", "e");
        } else if (dice < 66 && configured.remove("io.reeve.engine~e") != null) {
            note("unconfigure e");
            scene.board.unconfigure("io.reeve.engine~e");
        } else if (dice < 78) {
            operate(one(ENGINES), one(NAMES));
        } else if (dice < 94) {
            pull(one(services));
        } else if (dice < 95) {
            killEngine(one(ENGINES));
        } else {
            note("hear again");
            services.forEach(known -> known.puppets.hearAgain());
        }
    }

    private void arrive() {
        int number = random.nextInt(NAMES.size());
        List<String> needs = NAMES.subList(0, number).stream()
                .filter(name -> random.nextBoolean())
                .toList();
        Known known = new Known(scene.bundle, needs);
        services.add(known);
        known.puppets.deaf = random.nextInt(4) == 0;
        known.service
                .set(Manifold.MANIFOLD_NAME, random.nextInt(12) == 0 ? null : NAMES.get(number))
                .set(Manifold.MANIFOLD_ENGINE, one(ENGINES))
                .set("service.ranking", random.nextInt(3))
                .set("manifold.restart.delay", "0");
        note("arrive", known.service, known.place(), known.ranking(), needs, known.puppets.deaf ? "deaf" : "");
        scene.board.arrived(WhiteboardChannel.MANIFOLDS, known.service);
    }

    void depart(Known known) {
        note("depart", known.service);
        known.present = false;
        scene.board.departed(WhiteboardChannel.MANIFOLDS, known.service, false);
    }

    private void change(Known known) {
        List<String> place = known.place();
        switch (random.nextInt(4)) {
            case 0 -> known.service.set(Manifold.MANIFOLD_ENGINE, one(ENGINES));
            case 1 -> known.service.set("service.ranking", random.nextInt(3));
            case 2 -> known.service.set(Manifold.MANIFOLD_STOP_TIMEOUT, random.nextBoolean() ? "1h" : null);
            default -> known.service.set("colour", random.nextInt());
        }
        note("change", known.service, known.place(), known.ranking());
        if (!Objects.equals(place, known.place())) {
            known.mayRest = false;
        }
        scene.board.changed(WhiteboardChannel.MANIFOLDS, known.service);
    }

    private void configure(String pid, String name) {
        configured.put(pid, name);
        Map<String, Object> settings = Map.of(
                "engine.name",
                name,
                "stop.grace",
                "1h",
                "restart.delay",
                "0",
                "bounce.delay",
                "0",
                "settle",
                random.nextBoolean() ? "0" : "1ms",
                "stop.ordered",
                random.nextBoolean() ? "yes" : "no");
        note("configure", pid, settings);
        scene.board.configure(pid, HostSettings.of(HostKind.ENGINE, pid, settings));
    }

    private void operate(String engine, String name) {
        int what = random.nextInt(3);
        note("operate", engine, name, what);
        try {
            switch (what) {
                case 0 -> {
                    present().stream()
                            .filter(known -> List.of(engine, name).equals(known.place()))
                            .forEach(known -> known.mayRest = true);
                    var unused = scene.board.stop(HostKind.ENGINE, engine, name);
                }
                case 1 -> scene.board.start(HostKind.ENGINE, engine, name);
                default -> scene.engines(engine).forEach(service -> service.bounce(name));
            }
        } catch (WorkerException | DependencyException refused) {
            note("  refused:", refused.getMessage());
        }
    }

    /** Has a worker do something by itself. */
    private void pull(Known known) {
        List<Puppet> alive = known.puppets.alive();
        if (alive.isEmpty()) {
            known.puppets.deaf = random.nextBoolean();
            return;
        }
        Puppet puppet = one(alive);
        note("pull", known.service, puppet.id, "#" + puppet.generation);
        if (random.nextInt(4) == 0) {
            known.puppets.hearAgain();
        } else {
            puppet.fail(new IllegalStateException("failed"));
        }
    }

    private void killEngine(String name) {
        note("kill engine", name);
        scene.engines(name).forEach(Engine::kill);
    }
}
