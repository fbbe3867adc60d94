// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.ServiceReference;

/** What happens to all: the container's own bundles and configurations, the shell, the heap. */
final class Weather {
    static final String RUNNER_PID = "io.reeve.runner";
    static final String ENGINE_PID = "io.reeve.engine";

    private static final List<String> BUNDLES = List.of(
            "org.apache.felix.scr",
            "org.apache.felix.configadmin",
            "io.reeve.impl",
            "io.reeve.shell",
            "io.reeve.shell.manifold",
            "io.reeve.health");
    private static final List<String> LINES =
            List.of("worker:list", "worker:runners", "worker:report", "manifold:list", "manifold:graph");
    private static final int CHUNK = 1 << 20;

    private final Yard yard;
    private final Wishes wishes;
    private final Pulse pulse;
    private final Diary diary;
    private final Random dice;

    Weather(Yard yard, Wishes wishes, Pulse pulse, Diary diary, Random dice) {
        this.yard = yard;
        this.wishes = wishes;
        this.pulse = pulse;
        this.diary = diary;
        this.dice = dice;
    }

    /** What the storm begins with: restarts are quick and nobody waits long for the deaf. */
    void prepare() throws Exception {
        yard.configure(RUNNER_PID, "default", runnerSettings());
        yard.configure(ENGINE_PID, "default", engineSettings());
    }

    private Map<String, ?> runnerSettings() {
        return Map.of(
                "worker.restart.delay",
                dice.nextInt(50) + "ms",
                "worker.stop.timeout",
                dice.nextInt(3) * 200 + "ms",
                "stop.grace",
                dice.nextInt(200) + "ms");
    }

    private Map<String, ?> engineSettings() {
        return Map.of(
                "restart.delay",
                dice.nextInt(50) + "ms",
                "restart.factor",
                "1",
                "stop.timeout",
                dice.nextInt(3) * 200 + "ms",
                "stop.grace",
                dice.nextInt(200) + "ms");
    }

    /** Something happens. */
    void change() throws Exception {
        int choice = dice.nextInt(100);
        if (choice < 12) {
            restart(BUNDLES.get(dice.nextInt(BUNDLES.size())));
        } else if (choice < 14) {
            diary.note("update io.reeve.impl");
            endEpoch();
            yard.updateBuilt("io.reeve.impl");
        } else if (choice < 40) {
            changeRunner("side" + dice.nextInt(2));
        } else if (choice < 60) {
            diary.note("configure the defaults");
            prepare();
        } else if (choice < 80) {
            look();
        } else if (choice < 85) {
            squeeze();
        } else {
            bounce();
        }
    }

    private void restart(String bundle) throws Exception {
        diary.note("restart " + bundle);
        if (bundle.equals("io.reeve.impl")) {
            endEpoch();
        }
        yard.restart(bundle);
    }

    /** The end of whoever starts workers. */
    private void endEpoch() throws Exception {
        yard.stopForNow("io.reeve.impl");
        pulse.nextEpoch();
    }

    private void changeRunner(String runner) throws Exception {
        boolean wanted = !wishes.runners().contains(runner) || dice.nextInt(4) > 0;
        diary.note((wanted ? "configure " : "delete ") + runner);
        wishes.begin(runner);
        if (wanted) {
            yard.configure(RUNNER_PID, runner, runnerSettings());
        } else {
            yard.deleteConfiguration(RUNNER_PID + "~" + runner);
        }
        wishes.done(runner, wanted);
    }

    /** An operator looks; what is not there at the moment cannot answer. */
    private void look() throws Exception {
        String line = LINES.get(dice.nextInt(LINES.size()));
        diary.note("type " + line);
        try {
            yard.type(line);
        } catch (Exception refused) {
            diary.note(line + ": " + refused);
        }
    }

    /** Every command once. */
    void lookAtAll() throws Exception {
        for (String line : LINES) {
            yard.type(line);
        }
    }

    private void bounce() throws Exception {
        List<Site> all = new ArrayList<>();
        wishes.sites().forEach(all::add);
        Site site = all.get(dice.nextInt(all.size()));
        String line = (site.kind == Site.Kind.MANIFOLD ? "manifold:bounce " : "worker:restart ") + site.name;
        diary.note("type " + line);
        try {
            yard.type(line);
        } catch (Exception refused) {
            diary.note(line + ": " + refused);
        }
    }

    /** Takes half of the heap for a moment. */
    @SuppressWarnings("ModifiedButNotUsed") // it takes the room that others need
    private void squeeze() throws InterruptedException {
        diary.note("squeeze the heap");
        List<byte[]> filler = new ArrayList<>();
        try {
            for (long left = Runtime.getRuntime().maxMemory() / 2; left > 0; left -= CHUNK) {
                filler.add(new byte[CHUNK]);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (OutOfMemoryError enough) {
            filler.clear();
        }
    }

    /** Takes all configurations away again. */
    void clear() throws Exception {
        Yard.insist(() -> {
            for (var configuration : yard.configurations(null)) {
                configuration.delete();
            }
        });
        for (String runner : List.copyOf(wishes.runners())) {
            wishes.done(runner, false);
        }
    }

    /** The names of the runners or engines that are there. */
    static <S> List<String> names(Yard yard, Class<S> type, String property) {
        List<String> names = new ArrayList<>();
        for (ServiceReference<S> reference : yard.references(type)) {
            names.add(String.valueOf(reference.getProperty(property)));
        }
        return names;
    }
}
