// SPDX-License-Identifier: Apache-2.0
package io.reeve.health;

import io.reeve.dependency.Engine;
import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import io.reeve.worker.event.FailureJournal;
import io.reeve.worker.event.FailureRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A runner or an engine that is looked at.
 *
 * @param kind what it is: {@code runner}
 * @param memberKind what it has: {@code worker}
 * @param name its name
 * @param state what it is doing
 * @param failure what it is dying or died of
 * @param members what it has
 * @param why why one of those, or itself, is as it is
 * @param journal what has failed in it; null if it keeps no journal
 */
record Patient(
        String kind,
        String memberKind,
        String name,
        Runner.State state,
        Optional<Throwable> failure,
        List<Member> members,
        Function<String, Optional<Why>> why,
        @Nullable FailureJournal journal) {

    static Patient of(Runner runner) {
        return new Patient(
                "runner",
                "worker",
                runner.name(),
                runner.state(),
                runner.failure(),
                runner.statuses().stream().map(Member::of).toList(),
                runner::why,
                runner instanceof FailureJournal journal ? journal : null);
    }

    static Patient of(Engine engine) {
        return new Patient(
                "engine",
                "manifold",
                engine.name(),
                engine.state(),
                engine.failure(),
                engine.statuses().stream().map(Member::of).toList(),
                engine::why,
                engine instanceof FailureJournal journal ? journal : null);
    }

    /** For messages. */
    String describe() {
        return kind + " '" + name + "'";
    }

    /** Why it is not running. Errors are not asked for their texts, which are foreign code: the journal has them. */
    String causeOfDeath() {
        return failure.map(error -> recentFailures()
                        .filter(FailureRecord::fatal)
                        .findFirst()
                        .map(record -> memberKind + " '" + record.id() + "' failed fatally: " + record.error())
                        .orElseGet(() -> "of a fatal " + error.getClass().getName()))
                .orElse("it was killed");
    }

    /** Why a member is as it is, in words. */
    String reason(Member member) {
        String why = why().apply(member.id()).map(Why::text).orElse("");
        return recentFailures()
                .filter(record -> record.id().equals(member.id()))
                .findFirst()
                .map(record -> (why.isEmpty() ? "" : why + "; ") + record.error())
                .orElse(why);
    }

    private Stream<FailureRecord> recentFailures() {
        return journal == null ? Stream.empty() : journal.recentFailures().stream();
    }
}
