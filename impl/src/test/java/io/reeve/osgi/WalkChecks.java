// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.osgi.Puppets.Puppet;
import io.reeve.osgi.Walk.Known;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a board must keep to whatever is offered to it. */
final class WalkChecks {
    /** One line of what the board says. */
    record Seen(long serviceId, State state, String host, String id) {}

    private WalkChecks() {}

    static void checkUses(Collection<? extends Known<?>> all) {
        for (Known<?> known : all) {
            assertThat(known.service.excess())
                    .as("%s let go too often", known.service)
                    .isZero();
            for (Puppet puppet : known.puppets.alive()) {
                int uses = known.service.uses();
                assertThat(uses > 0 || isOver(puppet))
                        .as("%s is used while its worker runs", known.service)
                        .isTrue();
            }
        }
    }

    static void checkOneWorkerPerId(Scene scene, Collection<? extends Known<?>> all) {
        if (!scene.complaintsWith("does not wait for it any longer").isEmpty()) {
            return;
        }
        Map<List<String>, Puppet> running = new HashMap<>();
        for (Known<?> known : all) {
            for (Puppet puppet : known.puppets.alive()) {
                Puppet other = running.put(List.of(puppet.runner, puppet.id), puppet);
                assertThat(other == null || isOver(other) || isOver(puppet))
                        .as("one worker '%s' in '%s'", puppet.id, puppet.runner)
                        .isTrue();
            }
        }
    }

    private static boolean isOver(Puppet puppet) {
        return puppet.completion().toCompletableFuture().isDone();
    }

    static void checkStatuses(Collection<Seen> statuses, Collection<? extends Known<?>> all) {
        Set<Long> present = new HashSet<>();
        Set<List<String>> active = new HashSet<>();
        for (Seen status : statuses) {
            if (status.state() != State.DEPARTING) {
                assertThat(present.add(status.serviceId()))
                        .as("one status of %s", status)
                        .isTrue();
            }
            if (status.state() == State.ACTIVE) {
                assertThat(active.add(List.of(status.host(), status.id())))
                        .as("one active %s", status)
                        .isTrue();
            }
        }
        assertThat(present)
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(known -> known.present)
                        .map(known -> known.service.id())
                        .toList());
    }

    /** Whose turn it is, by place. */
    static <K extends Known<?>> Map<List<String>, K> winners(Collection<K> all) {
        Map<List<String>, K> winners = new HashMap<>();
        all.stream()
                .filter(known -> known.present && known.id() != null)
                .sorted(comparingInt((K known) -> known.ranking())
                        .reversed()
                        .thenComparing(comparingLong(known -> known.service.id())))
                .forEach(known -> winners.putIfAbsent(known.place(), known));
        return winners;
    }
}
