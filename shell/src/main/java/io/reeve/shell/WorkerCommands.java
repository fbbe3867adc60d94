// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.command.Example;
import io.reeve.shell.command.Finder;
import io.reeve.shell.command.Usage;
import io.reeve.shell.command.Vocabulary;
import io.reeve.shell.command.WallClock;
import io.reeve.worker.Runner;
import io.reeve.worker.whiteboard.Whiteboard;
import java.time.InstantSource;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The Gogo commands of the scope {@code worker}. Each function reads its arguments and leaves the rest to a plain
 * object; what it returns is an {@link io.reeve.shell.command.Answer}, or its JSON as text.
 *
 * <p>All arguments that are no options arrive in an array, so that what is missing or too much can be named here.
 */
@Component(
        service = WorkerCommands.class,
        property = {
            "osgi.command.scope=" + WorkerCommands.SCOPE,
            "osgi.command.function=list",
            "osgi.command.function=info",
            "osgi.command.function=report",
            "osgi.command.function=why",
            "osgi.command.function=start",
            "osgi.command.function=stop",
            "osgi.command.function=restart",
            "osgi.command.function=runners"
        })
public final class WorkerCommands {
    static final String SCOPE = "worker";

    static final Vocabulary WORDS = new Vocabulary(SCOPE, "worker", "id", "runner", Hints.NO_RUNNER);

    private static final String RUNNER = "name of the runner, where an id is in several";
    private static final String ID = "id of the worker, or runner/id; with quotes around it if it has spaces";

    private final Supervised supervised = new Supervised();
    private final Finder<Subject> finder = new Finder<>(WORDS, supervised);
    private final Operator operator = new Operator(supervised);
    private final Viewer viewer;

    /** Made by Declarative Services. */
    @Activate
    public WorkerCommands() {
        this(new WallClock());
    }

    WorkerCommands(InstantSource time) {
        viewer = new Viewer(supervised, finder, time);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addRunner(Runner runner) {
        supervised.add(runner);
    }

    void removeRunner(Runner runner) {
        supervised.remove(runner);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setWhiteboard(Whiteboard whiteboard) {
        supervised.set(whiteboard);
    }

    void unsetWhiteboard(Whiteboard whiteboard) {
        supervised.unset(whiteboard);
    }

    /** {@code worker:list}. */
    @Descriptor("lists the workers, and the factories that have none with the reason")
    @Example("worker:list --state stopped")
    public @Nullable Object list(
            @Descriptor(Usage.HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(Usage.JSON)
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json,
            @Descriptor("only of the runner of this name")
                    @Parameter(
                            names = {"-r", "--runner"},
                            absentValue = "")
                    String runner,
            @Descriptor("only in this state, such as started, stopped or shadowed")
                    @Parameter(
                            names = {"-s", "--state"},
                            absentValue = "")
                    String state,
            @Descriptor(Usage.NO_ARGUMENTS) @Nullable String... rest) {
        Usage usage = usage("list");
        if (help) {
            return usage.print();
        }
        usage.none(rest);
        return viewer.list(runner, state).shown(json);
    }

    /** {@code worker:info}. */
    @Descriptor("tells all that is known of one worker")
    @Example("worker:info tailer")
    public @Nullable Object info(
            @Descriptor(Usage.HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(Usage.JSON)
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json,
            @Descriptor(RUNNER)
                    @Parameter(
                            names = {"-r", "--runner"},
                            absentValue = "")
                    String runner,
            @Descriptor(ID) @Nullable String... id) {
        Usage usage = usage("info");
        return help ? usage.print() : viewer.info(usage.one(id), runner).shown(json);
    }

    /** {@code worker:report}. */
    @Descriptor("shows what a worker, or everything in the runners, reports of itself")
    @Example("worker:report tailer")
    public @Nullable Object report(
            @Descriptor(Usage.HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(Usage.JSON)
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json,
            @Descriptor("name of the runner, where an id is in several, or whose report is wanted")
                    @Parameter(
                            names = {"-r", "--runner"},
                            absentValue = "")
                    String runner,
            @Descriptor("nothing, or the " + ID) @Nullable String... id) {
        Usage usage = usage("report");
        if (help) {
            return usage.print();
        }
        String wanted = usage.oneOrNone(id);
        return (wanted == null ? viewer.report(runner) : viewer.report(wanted, runner)).shown(json);
    }

    /** {@code worker:why}. */
    @Descriptor("tells why a worker, or a factory without one, is in its state")
    @Example("worker:why tailer")
    public @Nullable Object why(
            @Descriptor(Usage.HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(Usage.JSON)
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json,
            @Descriptor(RUNNER)
                    @Parameter(
                            names = {"-r", "--runner"},
                            absentValue = "")
                    String runner,
            @Descriptor(ID) @Nullable String... id) {
        Usage usage = usage("why");
        return help ? usage.print() : viewer.why(usage.one(id), runner).shown(json);
    }

    /** {@code worker:start}. */
    @Descriptor("starts a worker that was stopped or has ended")
    @Example("worker:start tailer")
    public @Nullable Object start(
            @Descriptor(Usage.HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(Usage.JSON)
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json,
            @Descriptor(RUNNER)
                    @Parameter(
                            names = {"-r", "--runner"},
                            absentValue = "")
                    String runner,
            @Descriptor(ID) @Nullable String... id) {
        Usage usage = usage("start");
        return help
                ? usage.print()
                : operator.start(finder.find(usage.one(id), runner)).shown(json);
    }

    /** {@code worker:stop}. */
    @Descriptor("stops a worker until worker:start, and waits a moment for its end")
    @Example("worker:stop tailer --timeout 10s")
    public @Nullable Object stop(
            @Descriptor(Usage.HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(Usage.JSON)
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json,
            @Descriptor(RUNNER)
                    @Parameter(
                            names = {"-r", "--runner"},
                            absentValue = "")
                    String runner,
            @Descriptor("how long to wait for its end, 2s if not given; 0 to not wait")
                    @Parameter(
                            names = {"-t", "--timeout"},
                            absentValue = "2s")
                    String timeout,
            @Descriptor(ID) @Nullable String... id)
            throws InterruptedException {
        Usage usage = usage("stop");
        return help
                ? usage.print()
                : operator.stop(finder.find(usage.one(id), runner), Timeout.parse(timeout))
                        .shown(json);
    }

    /** {@code worker:restart}. */
    @Descriptor("ends a worker and starts it again at once, with its restart count cleared")
    @Example("worker:restart tailer")
    public @Nullable Object restart(
            @Descriptor(Usage.HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(Usage.JSON)
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json,
            @Descriptor(RUNNER)
                    @Parameter(
                            names = {"-r", "--runner"},
                            absentValue = "")
                    String runner,
            @Descriptor(ID) @Nullable String... id) {
        Usage usage = usage("restart");
        return help
                ? usage.print()
                : operator.restart(finder.find(usage.one(id), runner)).shown(json);
    }

    /** {@code worker:runners}. */
    @Descriptor("lists the runners, with their workers by state")
    @Example("worker:runners --json")
    public @Nullable Object runners(
            @Descriptor(Usage.HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(Usage.JSON)
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json,
            @Descriptor(Usage.NO_ARGUMENTS) @Nullable String... rest) {
        Usage usage = usage("runners");
        if (help) {
            return usage.print();
        }
        usage.none(rest);
        return viewer.runners().shown(json);
    }

    private static Usage usage(String function) {
        return Usage.of(WORDS, WorkerCommands.class, function);
    }
}
