// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.runner.Entry.Next;
import io.reeve.runner.Entry.Phase;
import io.reeve.supervise.Abandonment;
import io.reeve.supervise.Ids;
import io.reeve.supervise.Report;
import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says in words why a worker is in the state that it is in. Plain data; calls no foreign code. */
final class Explanation {
    private final String runner;
    private final Runner.State state;
    private final @Nullable Instant dying;
    private final @Nullable Throwable fatal;

    /**
     * Creates the explanation of what goes on in a runner.
     *
     * @param runner its name
     * @param state what it is doing
     * @param dying since when it is dying; null if it is not
     * @param fatal its fatal error; null if there is none
     */
    Explanation(String runner, Runner.State state, @Nullable Instant dying, @Nullable Throwable fatal) {
        this.runner = runner;
        this.state = state;
        this.dying = dying;
        this.fatal = fatal;
    }

    /** Why there is no worker of an id in a runner that is dying or dead. */
    Why ofAbsent(String id) {
        return new Why(
                "worker " + Ids.quote(id),
                "not registered",
                "no worker outlives its runner, and none is started in one that is " + state,
                null,
                null,
                null,
                ofRunner());
    }

    private Why ofRunner() {
        return new Why(
                "runner '" + runner + "'",
                state.toString(),
                fatal == null ? "it was killed" : "a worker failed fatally",
                dying,
                null,
                fatal,
                null);
    }

    /** Why a worker is in its state. With the lock held. */
    Why of(Entry entry, Restart policy) {
        Entry.View view = entry.view;
        boolean down = view.phase() == Phase.JUDGED || view.phase() == Phase.DELAYED || view.phase() == Phase.GIVEN_UP;
        Throwable failure =
                down ? view.trouble().lastFailure() : view.incarnation().previousFailure();
        return new Why(
                "worker " + Ids.quote(entry.id()),
                view.phase().state.toString(),
                text(entry, view, policy),
                view.since(),
                view.nextStart(),
                failure,
                isOnItsWayOut(view.phase()) && state != Runner.State.RUNNING ? ofRunner() : null);
    }

    private static boolean isOnItsWayOut(Phase phase) {
        return phase != Phase.STARTING && phase != Phase.RUNNING;
    }

    private String text(Entry entry, Entry.View view, Restart policy) {
        Trouble.Seen trouble = view.trouble();
        return switch (view.phase()) {
            case STARTING -> starting(trouble);
            case RUNNING -> trouble.restarts() == 0 ? "it runs" : "it runs, after " + restarts(trouble.restarts());
            case STOPPING -> stopping(entry, trouble);
            case JUDGED -> "it failed, and the failure policy has not said what that means";
            case DELAYED -> delayed(trouble);
            case GIVEN_UP ->
                "it used up its budget of " + policy.budget() + " restarts in " + RestartPlan.words(policy.window())
                        + row(trouble) + "; it is started again when somebody asks for it";
            case ABANDONED -> abandoned(entry);
        };
    }

    private static String starting(Trouble.Seen trouble) {
        String text = trouble.restarts() == 0
                ? "its start function runs"
                : "restart " + trouble.restarts() + ": its start function runs";
        return trouble.overdue() ? text + "; it takes longer than it may, and was cancelled" : text;
    }

    private String stopping(Entry entry, Trouble.Seen trouble) {
        String text;
        if (state != Runner.State.RUNNING) {
            text = "its runner is dying, and it has not ended";
        } else if (entry.next == null) {
            text = "its start function took longer than it may, and what it returned has not ended";
        } else {
            text = wish(entry.next) + ", and it has not ended";
        }
        return trouble.overdue() && entry.next != null ? text + " in time" : text;
    }

    private static String wish(Next next) {
        if (next instanceof Next.Again) {
            return "an operator restarts it";
        }
        return next instanceof Next.Replace ? "another factory takes its place" : "it was asked to stop";
    }

    private static String delayed(Trouble.Seen trouble) {
        RestartPlan plan = trouble.plan();
        if (plan == null) {
            return "it waits for its restart";
        }
        String budget = plan.used() == 0 || plan.slow()
                ? ""
                : ", " + plan.used() + " of " + plan.policy().budget() + " restarts in "
                        + RestartPlan.words(plan.policy().window());
        return "restart " + plan.attempt() + row(trouble) + " (" + plan.text() + budget + ")";
    }

    private static String row(Trouble.Seen trouble) {
        Instant since = trouble.failingSince();
        if (trouble.failures() == 0 || since == null) {
            return "";
        }
        return " after " + trouble.failures()
                + (trouble.failures() == 1 ? " failure" : " failures in a row since " + Report.time(since));
    }

    private static String abandoned(Entry entry) {
        Abandonment abandonment = entry.trouble().abandonment;
        String text = "it was asked to stop and had not ended "
                + (abandonment == null ? "in time" : RestartPlan.words(abandonment.waited()) + " later");
        Next next = entry.next;
        if (next instanceof Next.Again || next == null) {
            return text + "; it is restarted when it ends";
        }
        return text
                + (next instanceof Next.Replace
                        ? "; another factory takes its place when it ends"
                        : "; its id is free when it ends");
    }

    private static String restarts(long number) {
        return number == 1 ? "1 restart" : number + " restarts";
    }
}
