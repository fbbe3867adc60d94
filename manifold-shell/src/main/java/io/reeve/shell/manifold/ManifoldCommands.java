// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.Engine;
import io.reeve.shell.command.Example;
import io.reeve.shell.command.Finder;
import io.reeve.shell.command.Usage;
import io.reeve.shell.command.Vocabulary;
import io.reeve.shell.command.WallClock;
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
 * The Gogo commands of the scope {@code manifold}. Each function reads its arguments and leaves the rest to a plain
 * object; what it returns is an {@link io.reeve.shell.command.Answer}, or its JSON as text.
 *
 * <p>All arguments that are no options arrive in an array, so that what is missing or too much can be named here.
 */
@Component(
        service = ManifoldCommands.class,
        property = {
            "osgi.command.scope=" + ManifoldCommands.SCOPE,
            "osgi.command.function=list",
            "osgi.command.function=info",
            "osgi.command.function=report",
            "osgi.command.function=why",
            "osgi.command.function=graph",
            "osgi.command.function=impact",
            "osgi.command.function=missing",
            "osgi.command.function=bounce",
            "osgi.command.function=engines"
        })
public final class ManifoldCommands {
    static final String SCOPE = "manifold";

    static final Vocabulary WORDS = new Vocabulary(SCOPE, "manifold", "name", "engine", Hints.NO_ENGINE);

    private static final String ENGINE = "name of the engine, where a name is in several";
    private static final String NAME = "name of the manifold, or engine/name; with quotes around it if it has spaces";

    private final Engines engines = new Engines();
    private final Finder<Subject> finder = new Finder<>(WORDS, engines);
    private final Viewer viewer;

    /** Made by Declarative Services. */
    @Activate
    public ManifoldCommands() {
        this(new WallClock());
    }

    ManifoldCommands(InstantSource time) {
        viewer = new Viewer(engines, finder, time);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addEngine(Engine engine) {
        engines.add(engine);
    }

    void removeEngine(Engine engine) {
        engines.remove(engine);
    }

    /** {@code manifold:list}. */
    @Descriptor("lists the manifolds, with what they wait for or what they failed with")
    @Example("manifold:list --state stopped")
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
            @Descriptor("only of the engine of this name")
                    @Parameter(
                            names = {"-e", "--engine"},
                            absentValue = "")
                    String engine,
            @Descriptor("only in this state: starting, started, stopping or stopped")
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
        return viewer.list(engine, state).shown(json);
    }

    /** {@code manifold:info}. */
    @Descriptor("tells all that is known of one manifold, with its inputs and what depends on it")
    @Example("manifold:info server")
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
            @Descriptor(ENGINE)
                    @Parameter(
                            names = {"-e", "--engine"},
                            absentValue = "")
                    String engine,
            @Descriptor(NAME) @Nullable String... name) {
        Usage usage = usage("info");
        return help ? usage.print() : viewer.info(usage.one(name), engine).shown(json);
    }

    /** {@code manifold:report}. */
    @Descriptor("shows what a manifold, or everything in the engines, reports of itself")
    @Example("manifold:report server")
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
            @Descriptor("name of the engine, where a name is in several, or whose report is wanted")
                    @Parameter(
                            names = {"-e", "--engine"},
                            absentValue = "")
                    String engine,
            @Descriptor("nothing, or the " + NAME) @Nullable String... name) {
        Usage usage = usage("report");
        if (help) {
            return usage.print();
        }
        String wanted = usage.oneOrNone(name);
        return (wanted == null ? viewer.report(engine) : viewer.report(wanted, engine)).shown(json);
    }

    /** {@code manifold:why}. */
    @Descriptor("tells why a manifold is in its state, down to the root cause")
    @Example("manifold:why server")
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
            @Descriptor(ENGINE)
                    @Parameter(
                            names = {"-e", "--engine"},
                            absentValue = "")
                    String engine,
            @Descriptor(NAME) @Nullable String... name) {
        Usage usage = usage("why");
        return help ? usage.print() : viewer.why(usage.one(name), engine).shown(json);
    }

    /** {@code manifold:graph}. */
    @Descriptor("shows which manifold needs which, as text, for Graphviz or for Mermaid")
    @Example("manifold:graph --dot")
    public @Nullable Object graph(
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
            @Descriptor("name of the engine, where not all are wanted or a name is in several")
                    @Parameter(
                            names = {"-e", "--engine"},
                            absentValue = "")
                    String engine,
            @Descriptor("write it in the language of Graphviz")
                    @Parameter(
                            names = {"-d", "--dot"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean dot,
            @Descriptor("write it as a flowchart of Mermaid")
                    @Parameter(
                            names = {"-m", "--mermaid"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean mermaid,
            @Descriptor("nothing, or the " + NAME) @Nullable String... name) {
        Usage usage = usage("graph");
        if (help) {
            return usage.print();
        }
        if ((json ? 1 : 0) + (dot ? 1 : 0) + (mermaid ? 1 : 0) > 1) {
            throw new IllegalArgumentException("manifold:graph takes one of --json, --dot and --mermaid");
        }
        Notation notation = dot ? new Dot() : mermaid ? new Mermaid() : new Outline();
        return viewer.graph(usage.oneOrNone(name), engine, notation).shown(json);
    }

    /** {@code manifold:impact}. */
    @Descriptor("lists what a restart of one manifold would restart")
    @Example("manifold:impact config")
    public @Nullable Object impact(
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
            @Descriptor(ENGINE)
                    @Parameter(
                            names = {"-e", "--engine"},
                            absentValue = "")
                    String engine,
            @Descriptor(NAME) @Nullable String... name) {
        Usage usage = usage("impact");
        return help ? usage.print() : viewer.impact(usage.one(name), engine).shown(json);
    }

    /** {@code manifold:missing}. */
    @Descriptor("lists the inputs that nobody installed, and who waits for them")
    @Example("manifold:missing")
    public @Nullable Object missing(
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
            @Descriptor("only of the engine of this name")
                    @Parameter(
                            names = {"-e", "--engine"},
                            absentValue = "")
                    String engine,
            @Descriptor(Usage.NO_ARGUMENTS) @Nullable String... rest) {
        Usage usage = usage("missing");
        if (help) {
            return usage.print();
        }
        usage.none(rest);
        return viewer.missing(engine).shown(json);
    }

    /** {@code manifold:bounce}. */
    @Descriptor("restarts a manifold at once, with the memory of its failures cleared")
    @Example("manifold:bounce server")
    public @Nullable Object bounce(
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
            @Descriptor(ENGINE)
                    @Parameter(
                            names = {"-e", "--engine"},
                            absentValue = "")
                    String engine,
            @Descriptor(NAME) @Nullable String... name) {
        Usage usage = usage("bounce");
        return help
                ? usage.print()
                : Operator.bounce(finder.find(usage.one(name), engine)).shown(json);
    }

    /** {@code manifold:engines}. */
    @Descriptor("lists the engines, with their manifolds by state")
    @Example("manifold:engines --json")
    public @Nullable Object engines(
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
        Usage usage = usage("engines");
        if (help) {
            return usage.print();
        }
        usage.none(rest);
        return viewer.engines().shown(json);
    }

    private static Usage usage(String function) {
        return Usage.of(WORDS, ManifoldCommands.class, function);
    }
}
