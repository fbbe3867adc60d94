// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * What is wanted: of every site, and which runners there should be in addition to the default one. Each change is
 * written to a file before it is carried out and once it is done, so that after a hard kill somebody else can tell what
 * should be.
 */
final class Wishes {
    private static final String UNDECIDED = "?";

    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final Set<String> runners = ConcurrentHashMap.newKeySet();
    private final Set<String> undecided = ConcurrentHashMap.newKeySet();
    private final OutputStream log;

    /** For that many sites, as a file says that somebody has kept before, if there is one. */
    Wishes(int count, Path file) throws IOException {
        IntStream.range(0, count).mapToObj(Site::new).forEach(site -> sites.put(site.name, site));
        if (Files.exists(file)) {
            Files.readAllLines(file).forEach(this::read);
        }
        log = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void read(String line) {
        String[] words = line.split(" ", -1);
        String name = words[0];
        if (words[1].equals(UNDECIDED)) {
            undecided.add(name);
            return;
        }
        undecided.remove(name);
        if (sites.containsKey(name)) {
            sites.get(name).wish = Site.Wish.valueOf(words[1]);
            sites.get(name).runner = words[2];
        } else if (words[1].equals("true")) {
            runners.add(name);
        } else {
            runners.remove(name);
        }
    }

    Iterable<Site> sites() {
        return sites.values();
    }

    Site site(String name) {
        return sites.get(name);
    }

    /** The names of the configured runners. */
    Set<String> runners() {
        return runners;
    }

    /** The names of sites and runners which somebody was about to change when it was killed. */
    Set<String> undecided() {
        return undecided;
    }

    /** A change of a site or a runner begins. */
    void begin(String name) {
        write(name + " " + UNDECIDED);
    }

    /** A change of a site is done. */
    void done(Site site) {
        undecided.remove(site.name);
        write(site.name + " " + site.wish + " " + site.runner);
    }

    /** A runner has been configured, or is not any more. */
    void done(String runner, boolean wanted) {
        undecided.remove(runner);
        if (wanted) {
            runners.add(runner);
        } else {
            runners.remove(runner);
        }
        write(runner + " " + wanted);
    }

    private synchronized void write(String line) {
        try {
            log.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
