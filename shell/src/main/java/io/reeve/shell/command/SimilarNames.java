// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody may have meant who mistyped a name. */
final class SimilarNames {
    private static final int MOST = 5;
    private static final int MOST_EDITS = 2;

    private record Match(String name, int distance) {}

    private SimilarNames() {}

    /** The most similar names, the best first: those that start with or contain the typed text, or differ in a letter or two. */
    static List<String> to(String typed, Collection<String> names) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        List<Match> matches = new ArrayList<>();
        for (String name : names) {
            int distance = distance(wanted, name.toLowerCase(Locale.ROOT));
            if (distance < Integer.MAX_VALUE) {
                matches.add(new Match(name, distance));
            }
        }
        return matches.stream()
                .sorted(Comparator.comparingInt(Match::distance).thenComparing(Match::name))
                .map(Match::name)
                .distinct()
                .limit(MOST)
                .toList();
    }

    private static int distance(String wanted, String name) {
        if (name.equals(wanted)) {
            return 0;
        }
        if (!wanted.isEmpty() && name.startsWith(wanted)) {
            return 1;
        }
        if (Math.abs(wanted.length() - name.length()) <= MOST_EDITS) {
            int edits = edits(wanted, name);
            // Two edits turn any two letters into any others.
            if (edits <= MOST_EDITS && edits * 2 <= wanted.length()) {
                return edits;
            }
        }
        boolean contains = !wanted.isEmpty() && (name.contains(wanted) || (name.length() > 2 && wanted.contains(name)));
        return contains ? 1 + MOST_EDITS : Integer.MAX_VALUE;
    }

    /** How many letters must be put in, left out, replaced or exchanged with their neighbour. */
    private static int edits(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
                least = Math.min(least, row[j]);
            }
            if (least > MOST_EDITS) {
                return least;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
