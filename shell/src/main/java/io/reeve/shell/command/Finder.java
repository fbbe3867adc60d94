// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import io.reeve.shell.text.SafeText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Finds the one thing that an operator means, or says what else might be meant.
 *
 * @param <S> what is found
 */
public final class Finder<S extends Located> {
    private final Vocabulary words;
    private final Directory<S> directory;

    /**
     * Looks in a directory.
     *
     * @param words how to speak of it
     * @param directory what there is
     */
    public Finder(Vocabulary words, Directory<S> directory) {
        this.words = words;
        this.directory = directory;
    }

    /**
     * The thing of a name, written as it is or as {@code home/name}.
     *
     * @param name what was typed
     * @param home the name of its place; empty if none was given
     * @return the only one that fits
     * @throws RuntimeException the directory's own if there is none; the message names similar ones
     * @throws IllegalArgumentException if there are several; the message names the places
     */
    public S find(String name, String home) {
        List<S> everywhere = directory.named(name);
        List<S> found = in(home, everywhere);
        if (found.isEmpty() && home.isEmpty()) {
            found = qualified(name);
        }
        if (found.isEmpty()) {
            throw directory.notFound(unknown(name, home, everywhere));
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(ambiguous(name, found));
        }
        return found.get(0);
    }

    /**
     * Checks the name of a place.
     *
     * @param home its name; empty stands for all
     * @throws IllegalArgumentException if nothing is known of it; the message names similar ones
     */
    public void checkHome(String home) {
        Collection<String> homes = directory.homes();
        if (!home.isEmpty() && !homes.contains(home)) {
            throw new IllegalArgumentException(noHome(home, homes));
        }
    }

    private static <S extends Located> List<S> in(String home, List<S> subjects) {
        return subjects.stream()
                .filter(s -> home.isEmpty() || s.home().equals(home))
                .toList();
    }

    /** A name may have slashes of its own, and so may that of a place: each of them may be the one that counts. */
    private List<S> qualified(String typed) {
        List<S> found = new ArrayList<>();
        for (int slash = typed.indexOf('/'); slash >= 0; slash = typed.indexOf('/', slash + 1)) {
            String home = typed.substring(0, slash);
            if (!home.isEmpty()) {
                found.addAll(in(home, directory.named(typed.substring(slash + 1))));
            }
        }
        return found;
    }

    private String unknown(String name, String home, List<S> elsewhere) {
        Collection<String> homes = directory.homes();
        String nothing = "no " + words.thing() + " " + SafeText.quote(name);
        if (homes.isEmpty()) {
            return nothing + ": there is no " + words.home() + "; " + words.noHome();
        }
        if (!home.isEmpty() && !homes.contains(home)) {
            return noHome(home, homes);
        }
        String where = home.isEmpty() ? "" : " in " + words.home() + " " + SafeText.quote(home);
        if (!elsewhere.isEmpty()) {
            return nothing + where + ", but in " + homesOf(elsewhere) + "; name that one with --" + words.home()
                    + ", or none";
        }
        List<String> known = in(home, directory.all()).stream()
                .map(Located::name)
                .filter(Objects::nonNull)
                .toList();
        List<String> similar = SimilarNames.to(name, known);
        return nothing
                + where
                + (similar.isEmpty()
                        ? "; " + words.scope() + ":list shows all"
                        : "; did you mean " + SafeText.quote(similar) + "?")
                + directory.hint(name);
    }

    private String noHome(String home, Collection<String> homes) {
        String nothing = "no " + words.home() + " " + SafeText.quote(home);
        if (homes.isEmpty()) {
            return nothing + ", nor any other; " + words.noHome();
        }
        List<String> similar = SimilarNames.to(home, homes);
        return nothing
                + (similar.isEmpty()
                        ? "; there is " + SafeText.quote(homes)
                        : "; did you mean " + SafeText.quote(similar) + "?");
    }

    private String ambiguous(String name, List<S> found) {
        return words.thing() + " " + SafeText.quote(name) + " is in " + homesOf(found) + "; say which one with --"
                + words.home() + " NAME or as "
                + SafeText.quote(found.get(0).home() + "/" + found.get(0).name());
    }

    private String homesOf(List<S> subjects) {
        return words.home()
                + (subjects.size() == 1 ? " " : "s ")
                + SafeText.quote(subjects.stream().map(Located::home).toList());
    }
}
