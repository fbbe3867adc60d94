// SPDX-License-Identifier: Apache-2.0
package io.reeve.health;

import java.util.Comparator;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;

/** One look at everybody, while it is written down. */
final class Checkup {
    /** So many members of one runner or engine are named; thousands may fail for one reason. */
    private static final int MOST_NAMED = 20;

    private static final int LONGEST_LINE = 500;

    private final ResultLog log = new ResultLog();
    private boolean isEmpty = true;

    void examine(Patient patient) {
        isEmpty = false;
        switch (patient.state()) {
            case RUNNING -> examineMembers(patient);
            case DYING, DEAD ->
                note(
                        Result.Status.CRITICAL,
                        patient.describe() + " is " + patient.state() + ": " + patient.causeOfDeath());
        }
    }

    private void examineMembers(Patient patient) {
        List<Member> unwell = patient.members().stream()
                .filter(member -> member.health() != Result.Status.OK)
                .sorted(Comparator.comparing(Member::health).reversed().thenComparing(Member::id))
                .toList();
        int all = patient.members().size();
        String members = all + " " + patient.memberKind() + (all == 1 ? "" : "s");
        if (unwell.isEmpty()) {
            note(Result.Status.OK, patient.describe() + ": " + members + ", all well");
            return;
        }
        note(Result.Status.OK, patient.describe() + ": " + members + ", " + unwell.size() + " not well");
        unwell.stream().limit(MOST_NAMED).forEach(member -> note(member.health(), describe(patient, member)));
        if (unwell.size() > MOST_NAMED) {
            // They come in the order of their health, so those that are left out are no worse than those before.
            note(
                    unwell.get(MOST_NAMED).health(),
                    patient.describe() + ": and " + (unwell.size() - MOST_NAMED) + " more");
        }
    }

    private static String describe(Patient patient, Member member) {
        String reason = patient.reason(member);
        return patient.describe() + ": " + patient.memberKind() + " '" + member.id() + "' is " + member.state()
                + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** Texts come from foreign errors: one line each, and not a long one. */
    private void note(Result.Status status, String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        log.add(new ResultLog.Entry(
                status, line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…"));
    }

    Result result() {
        if (isEmpty) {
            note(Result.Status.WARN, "there is no runner and no engine; start the bundle io.reeve.impl");
        }
        return new Result(log);
    }
}
