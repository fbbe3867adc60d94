// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.command.Located;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known under one id of one runner: a worker, factory services, or both.
 *
 * @param runner the name of the runner, which need not exist
 * @param id the id; null only for a factory that has none
 * @param worker what the runner knows; null if it knows nothing
 * @param factories the factory services that ask for this id, by service id
 */
record Subject(String runner, @Nullable String id, @Nullable WorkerStatus worker, List<FactoryStatus> factories)
        implements Located {

    static final Comparator<Subject> BY_RUNNER_AND_ID = Comparator.comparing(Subject::runner)
            .thenComparing(Subject::id, Comparator.nullsLast(Comparator.naturalOrder()));

    @Override
    public String home() {
        return runner;
    }

    @Override
    public @Nullable String name() {
        return id;
    }

    /** The factory that has the place of this id: the one in force or, if there is none, the one that was last. */
    Optional<FactoryStatus> holder() {
        return factories.stream()
                .filter(f -> switch (f.state()) {
                    case ACTIVE, GIVEN_UP, WAITING, DEPARTING, STOPPED, ENDED -> true;
                    case SHADOWED, REFUSED, UNASSIGNED -> false;
                })
                .min(Comparator.comparing(f -> switch (f.state()) {
                    case ACTIVE, GIVEN_UP -> 0;
                    // Its worker still has to end before another one takes over.
                    case DEPARTING -> worker == null ? 3 : 1;
                    default -> 2;
                }));
    }

    /** Whether the whiteboard can start and stop this id. */
    boolean isOffered() {
        return factories.stream().anyMatch(f -> switch (f.state()) {
            // One that was refused because its id was taken may be started once that is free.
            case ACTIVE, GIVEN_UP, WAITING, ENDED, STOPPED, SHADOWED, REFUSED -> true;
            case UNASSIGNED, DEPARTING -> false;
        });
    }

    /** Whether its runner has a factory of it. */
    boolean isHeld() {
        return has(FactoryStatus.State.ACTIVE) || has(FactoryStatus.State.GIVEN_UP);
    }

    /** The factory that explains more than its runner can; none if the runner knows best. */
    Optional<FactoryStatus> teller() {
        if (worker != null) {
            return isHeld() ? Optional.empty() : holder();
        }
        // One that is shadowed has another one to thank for it.
        return factories.stream().min(Comparator.comparing(f -> f.state() == FactoryStatus.State.SHADOWED));
    }

    boolean has(FactoryStatus.State state) {
        return factories.stream().anyMatch(f -> f.state() == state);
    }
}
