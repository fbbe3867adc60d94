// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.Engine;
import io.reeve.dependency.EngineDeadException;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.shell.command.Located;
import io.reeve.shell.command.Receipt;
import io.reeve.shell.command.Receipt.Outcome;
import io.reeve.shell.text.FailureText;
import io.reeve.shell.text.SafeText;

/** Restarts a manifold for an operator. */
final class Operator {
    private Operator() {}

    static Receipt bounce(Subject subject) {
        if (subject.status() == null) {
            return receipt(subject, Outcome.IMPOSSIBLE, "cannot be restarted: it is not installed");
        }
        Engine engine = subject.engine();
        int dependents = Math.max(0, engine.impact(subject.name()).size() - 1);
        try {
            engine.bounce(subject.name());
        } catch (EngineDeadException dead) {
            return receipt(subject, Outcome.IMPOSSIBLE, "cannot be restarted: " + FailureText.message(dead));
        } catch (ManifoldNotFoundException leaving) {
            return receipt(subject, Outcome.STOPPING, "is on its way out, so it is not started again");
        }
        Condition before = Condition.of(subject.status());
        if (before == Condition.ABANDONED) {
            return receipt(
                    subject,
                    Outcome.WAITING,
                    "is started when its worker ends, which was abandoned; manifold:report "
                            + SafeText.line(subject.name(), 80) + " shows where it is");
        }
        if (before == Condition.WAITING) {
            return receipt(
                    subject,
                    Outcome.WAITING,
                    "goes on waiting for " + Few.of(subject.status().waitingFor())
                            + ", with the memory of its failures cleared; manifold:why "
                            + SafeText.line(subject.name(), 80) + " says more");
        }
        return receipt(
                subject,
                Outcome.STARTING,
                "restarts, with the memory of its failures cleared"
                        + switch (dependents) {
                            case 0 -> "; nothing depends on it";
                            case 1 -> ", and after it the 1 that depends on it";
                            default -> ", and after it the " + dependents + " that depend on it";
                        });
    }

    /** What a subject is called, without its engine: who may bounce it may call any method of the answer, too. */
    private record Called(String home, String name) implements Located {}

    private static Receipt receipt(Subject subject, Outcome outcome, String message) {
        return new Receipt(
                ManifoldCommands.WORDS,
                new Called(subject.home(), subject.name()),
                outcome,
                ManifoldCommands.WORDS.nameOf(subject) + " " + message);
    }
}
