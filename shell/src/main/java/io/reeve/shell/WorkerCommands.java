// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.JsonText;
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
 * object; what it returns is an {@link Answer}, or its JSON as text.
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
            "osgi.command.function=start",
            "osgi.command.function=stop",
            "osgi.command.function=restart",
            "osgi.command.function=runners"
        })
public final class WorkerCommands {
    static final String SCOPE = "worker";

    private static final String HELP = "show how to call this command";
    private static final String JSON = "answer in JSON";
    private static final String RUNNER = "name of the runner, where an id is in several";
    private static final String ID = "id of the worker, or runner/id; with quotes around it if it has spaces";

    private static final String NO_ID = "none: this command takes options only";

    private final Supervised supervised = new Supervised();
    private final Finder finder = new Finder(supervised);
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
            @Descriptor(HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(JSON)
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
            @Descriptor(NO_ID) @Nullable String... rest) {
        Usage usage = usage("list");
        if (help) {
            return print(usage);
        }
        usage.none(rest);
        return shown(viewer.list(runner, state), json);
    }

    /** {@code worker:info}. */
    @Descriptor("tells all that is known of one worker")
    @Example("worker:info tailer")
    public @Nullable Object info(
            @Descriptor(HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(JSON)
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
        return help ? print(usage) : shown(viewer.info(usage.oneId(id), runner), json);
    }

    /** {@code worker:report}. */
    @Descriptor("shows what a worker, or everything in the runners, reports of itself")
    @Example("worker:report tailer")
    public @Nullable Object report(
            @Descriptor(HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(JSON)
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
            return print(usage);
        }
        String wanted = usage.oneIdOrNone(id);
        return shown(wanted == null ? viewer.report(runner) : viewer.report(wanted, runner), json);
    }

    /** {@code worker:start}. */
    @Descriptor("starts a worker that was stopped or has ended")
    @Example("worker:start tailer")
    public @Nullable Object start(
            @Descriptor(HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(JSON)
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
        return help ? print(usage) : shown(operator.start(finder.find(usage.oneId(id), runner)), json);
    }

    /** {@code worker:stop}. */
    @Descriptor("stops a worker until worker:start, and waits a moment for its end")
    @Example("worker:stop tailer --timeout 10s")
    public @Nullable Object stop(
            @Descriptor(HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(JSON)
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
                ? print(usage)
                : shown(operator.stop(finder.find(usage.oneId(id), runner), Timeout.parse(timeout)), json);
    }

    /** {@code worker:restart}. */
    @Descriptor("ends a worker and starts it again at once, with its restart count cleared")
    @Example("worker:restart tailer")
    public @Nullable Object restart(
            @Descriptor(HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(JSON)
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
        return help ? print(usage) : shown(operator.restart(finder.find(usage.oneId(id), runner)), json);
    }

    /** {@code worker:runners}. */
    @Descriptor("lists the runners, with their workers by state")
    @Example("worker:runners --json")
    public @Nullable Object runners(
            @Descriptor(HELP)
                    @Parameter(
                            names = {"-h", "--help"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean help,
            @Descriptor(JSON)
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json,
            @Descriptor(NO_ID) @Nullable String... rest) {
        Usage usage = usage("runners");
        if (help) {
            return print(usage);
        }
        usage.none(rest);
        return shown(viewer.runners(), json);
    }

    private static Usage usage(String function) {
        return Usage.of(SCOPE, WorkerCommands.class, function);
    }

    /** Printed, not returned: Karaf's {@code help} calls a command with {@code --help} and shows what it prints. */
    private static @Nullable Object print(Usage usage) {
        System.out.println(usage);
        return null;
    }

    private static Object shown(Answer answer, boolean json) {
        return json ? JsonText.of(answer.json()) : answer;
    }
}
