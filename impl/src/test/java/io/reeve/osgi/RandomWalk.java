// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.osgi.Puppets.Puppet;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerException;
import io.reeve.worker.WorkerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.osgi.framework.Bundle;

/**
 * Does to a board, in an order that a seed decides, all that a framework, operators and workers can do to it. Owned
 * by one thread; several may walk over one board, each with services and configurations of its own.
 */
final class RandomWalk extends Walk<RandomWalk.Known> {
    private static final String[] IDS = {"a", "b", "c"};
    private static final String[] RUNNERS = {"default", "default", "r", "s"};
    private static final String FATAL = NoSuchElementException.class.getName();

    /** A service of this walk and what is known of it. */
    static final class Known extends Walk.Known<WorkerFactory> {
        final FakeBundle bundle;

        Known(FakeBundle bundle) {
            super(bundle, puppets -> puppets);
            this.bundle = bundle;
        }

        @Override
        String host() {
            return (String) Objects.requireNonNullElse(service.getProperty("worker.runner"), "default");
        }

        @Override
        String id() {
            return (String) service.getProperty("worker.id");
        }

        boolean isFor(String runner, String id) {
            return List.of(runner, id).equals(place());
        }
    }

    private final List<FakeBundle> bundles = new ArrayList<>();
    private final String pidPrefix;
    private final boolean alone;

    /** A walk that is not alone leaves be what is not its own: it restarts no component and kills no runner. */
    RandomWalk(Scene scene, long seed, String name, boolean alone) {
        super(scene, seed);
        this.alone = alone;
        this.pidPrefix = alone ? "io.reeve.runner" : "io.reeve.runner." + name;
        for (int i = 0; i < 3; i++) {
            bundles.add(scene.framework.bundle(name + i));
        }
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    @Override
    void step() {
        int dice = random.nextInt(100);
        List<Known> present = present();
        if (present.isEmpty() || (dice < 18 && present.size() < 10)) {
            arrive();
        } else if (dice < 28) {
            depart(one(present));
        } else if (dice < 31) {
            stopBundle(one(bundles));
        } else if (dice < 46) {
            change(one(present));
        } else if (dice < 54) {
            configure();
        } else if (dice < 58) {
            unconfigure();
        } else if (dice < 72) {
            operate();
        } else if (dice < 90) {
            pull(one(services));
        } else if (dice < 93 && alone) {
            restartComponent();
        } else if (dice < 94 && alone) {
            killRunner();
        } else {
            note("hear again");
            services.forEach(known -> known.puppets.hearAgain());
        }
    }

    private void arrive() {
        Known known = new Known(one(bundles));
        services.add(known);
        known.service.set("worker.restart.delay", "0").set("service.ranking", random.nextInt(3));
        if (random.nextInt(12) > 0) {
            known.service.set("worker.id", one(IDS));
        }
        known.service.set("worker.runner", one(RUNNERS));
        known.puppets.deaf = random.nextInt(4) == 0;
        note("arrive", known.service, known.host(), known.id(), known.ranking(), known.puppets.deaf ? "deaf" : "");
        scene.board.arrived(WhiteboardChannel.FACTORIES, known.service);
    }

    private void depart(Known known) {
        note("depart", known.service);
        known.present = false;
        scene.board.departed(WhiteboardChannel.FACTORIES, known.service, false);
    }

    private void stopBundle(FakeBundle bundle) {
        note("stop bundle", bundle.name);
        bundle.state = Bundle.STOPPING;
        present().stream().filter(known -> known.bundle == bundle).forEach(this::depart);
        bundle.state = Bundle.ACTIVE;
    }

    private void change(Known known) {
        String runner = known.host();
        String id = known.id();
        switch (random.nextInt(6)) {
            case 0, 1 -> known.service.set("worker.id", random.nextInt(12) == 0 ? null : one(IDS));
            case 2 -> known.service.set("worker.runner", one(RUNNERS));
            case 3 -> known.service.set("service.ranking", random.nextInt(3));
            case 4 -> known.service.set("worker.restart.when", one("always", "on-failure", "never"));
            default -> known.service.set("colour", random.nextInt());
        }
        note("change", known.service, known.host(), known.id(), known.ranking());
        if (!runner.equals(known.host()) || !Objects.equals(id, known.id())) {
            known.mayRest = false;
        }
        scene.board.changed(WhiteboardChannel.FACTORIES, known.service);
    }

    private void configure() {
        String pid = one(pidPrefix, pidPrefix + "~r", pidPrefix + ".1");
        String name = pid.endsWith(".1") ? one("default", "r", "s") : pid.endsWith("~r") ? "r" : one("default", "s");
        String action = one("stay-dead", "restart");
        note("configure", pid, name, action);
        configured.put(pid, name);
        scene.configures(
                pid,
                "runner.name",
                name,
                "stop.grace",
                "1h",
                "worker.restart.delay",
                one("0", "1ms"),
                "fatal.errors",
                FATAL,
                "fatal.action",
                action);
    }

    private void unconfigure() {
        if (!configured.isEmpty()) {
            String pid = one(List.copyOf(configured.keySet()));
            note("unconfigure", pid);
            configured.remove(pid);
            scene.board.unconfigure(pid);
        }
    }

    private void operate() {
        String runner = one(RUNNERS);
        String id = one(IDS);
        int what = random.nextInt(4);
        note("operate", runner, id, what);
        try {
            switch (what) {
                case 0 -> {
                    mayRest(runner, id);
                    var unused = scene.board.stop(runner, id);
                }
                case 1 -> scene.board.start(runner, id);
                case 2 -> {
                    for (Runner service : scene.runners(runner)) {
                        mayRest(runner, id);
                        var unused = service.stopWorker(id);
                    }
                }
                default -> scene.runners(runner).forEach(service -> service.restartWorker(id));
            }
        } catch (WorkerException refused) {
            note("  refused:", refused.getMessage());
        }
    }

    private void mayRest(String runner, String id) {
        present().stream().filter(known -> known.isFor(runner, id)).forEach(known -> known.mayRest = true);
    }

    /** Has a worker do something by itself. */
    private void pull(Known known) {
        List<Puppet> alive = known.puppets.alive();
        if (alive.isEmpty()) {
            known.puppets.deaf = random.nextBoolean();
            return;
        }
        Puppet puppet = one(alive);
        int what = random.nextInt(8);
        note("pull", known.service, puppet.id, "#" + puppet.generation, what);
        switch (what) {
            case 0, 1 -> {
                known.mayRest = true;
                puppet.finish();
            }
            case 2, 3, 4 -> {
                known.mayRest = true;
                puppet.fail(new IllegalStateException("failed"));
            }
            case 5 -> puppet.fail(new NoSuchElementException("fatal, if the runner thinks so"));
            default -> known.puppets.hearAgain();
        }
        if (what == 5) {
            known.mayRest = true;
        }
    }

    private void restartComponent() {
        note("restart component");
        scene.board.allDeparted();
        for (Known known : present()) {
            scene.board.departed(WhiteboardChannel.FACTORIES, known.service, false);
        }
        for (Known known : present()) {
            known.mayRest = false;
            scene.board.arrived(WhiteboardChannel.FACTORIES, known.service);
        }
    }

    private void killRunner() {
        String name = one(RUNNERS);
        note("kill runner", name);
        scene.runners(name).forEach(Runner::kill);
    }
}
