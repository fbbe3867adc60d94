// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Describes the configuration of an engine to people and tools; {@link HostSettings} reads it. */
@ObjectClassDefinition(
        name = "Reeve engine",
        description = "An engine runs a graph of workers: the Manifold services that name it. The engine 'default'"
                + " exists without any configuration; give a configuration its name to change it. A change restarts no"
                + " running worker.")
@interface EngineConfiguration {
    @AttributeDefinition(
            name = "Name",
            description = "The name that manifolds give in their property manifold.engine. If it is empty, the part of"
                    + " the PID after the ~ is taken.",
            required = false)
    String engine_name() default "";

    @AttributeDefinition(
            name = "Restart",
            description = "After which ends a manifold is started again although none of its inputs has changed.",
            required = false,
            options = {
                @Option(label = "after a failure", value = "on-failure"),
                @Option(label = "after every end", value = "always"),
                @Option(label = "never", value = "never")
            })
    String restart_when() default "on-failure";

    @AttributeDefinition(
            name = "Restart delay",
            description = "The time between the first failure of a manifold and its next start, such as 250ms, 3s, 2m"
                    + " or PT3S; 0 restarts at once.",
            required = false)
    String restart_delay() default "3s";

    @AttributeDefinition(
            name = "Growth of the delay",
            description = "By how much the delay after each further failure is longer than the one before it; 1 for a"
                    + " constant delay.",
            required = false,
            min = "1")
    double restart_factor() default 2;

    @AttributeDefinition(
            name = "Longest delay",
            description = "No delay grows beyond this; 0 for no limit.",
            required = false)
    String restart_max$_$delay() default "5m";

    @AttributeDefinition(
            name = "Jitter",
            description = "The part of a delay by which it is made longer or shorter at random, from 0 to 1.",
            required = false,
            min = "0",
            max = "1")
    double restart_jitter() default 0.1;

    @AttributeDefinition(
            name = "Reset time",
            description = "How long a worker runs before its earlier failures are forgotten.",
            required = false)
    String restart_reset$_$time() default "1m";

    @AttributeDefinition(
            name = "Restart budget",
            description = "How often a manifold is restarted at most in any span of the window below, which must be set"
                    + " then; 0 for no limit.",
            required = false,
            min = "0",
            max = "10000")
    int restart_budget() default 0;

    @AttributeDefinition(
            name = "Window of the budget",
            description = "The span of time that the restart budget is for, such as 1m.",
            required = false)
    String restart_window() default "";

    @AttributeDefinition(
            name = "After the budget",
            description = "What happens to a manifold that has used its restart budget up.",
            required = false,
            options = {
                @Option(label = "give it up until somebody starts it", value = "give-up"),
                @Option(label = "go on after the slow delay", value = "retry-slowly"),
                @Option(label = "end the whole engine, as a fatal error does", value = "escalate")
            })
    String restart_exhausted() default "give-up";

    @AttributeDefinition(
            name = "Slow delay",
            description = "The time between restarts that are over the budget, if they go on after a slow delay.",
            required = false)
    String restart_slow$_$delay() default "5m";

    @AttributeDefinition(
            name = "Start timeout",
            description =
                    "How long a start function may take before it is cancelled, which counts as a failure; 0 for as"
                            + " long as it likes.",
            required = false)
    String start_timeout() default "0";

    @AttributeDefinition(
            name = "Stop timeout",
            description =
                    "How long a worker may take to end when it is asked to: it is interrupted when half of that is"
                            + " over, and abandoned when all of it is; 0 for as long as it likes.",
            required = false)
    String stop_timeout() default "0";

    @AttributeDefinition(
            name = "Interrupt",
            description =
                    "Whether threads that are in code of a worker may be interrupted: a start that is cancelled, a"
                            + " worker that does not end in time. Interrupting a thread closes the NIO channel it uses.",
            required = false)
    boolean interrupt() default true;

    @AttributeDefinition(
            name = "Bounce delay",
            description = "How long a start after a change of the inputs is put off.",
            required = false)
    String bounce_delay() default "10ms";

    @AttributeDefinition(
            name = "Settle window",
            description = "How long changes are collected before they lead to a restart; 0 for no window.",
            required = false)
    String settle() default "0";

    @AttributeDefinition(
            name = "Ordered stop",
            description = "Whether a worker is stopped only after all that run against it have ended.",
            required = false)
    boolean stop_ordered() default true;

    @AttributeDefinition(
            name = "Fatal errors",
            description = "Class names of errors that end the whole engine when a manifold meets one of them or of a"
                    + " subclass; * for all. A FailurePolicy service that names the engine takes precedence.",
            required = false)
    String[] fatal_errors() default {};

    @AttributeDefinition(
            name = "After a fatal error",
            description = "What follows when the engine has died of a fatal error.",
            required = false,
            options = {
                @Option(label = "stay dead until the configuration is changed", value = "stay-dead"),
                @Option(label = "start a new engine after the restart delay", value = "restart"),
                @Option(label = "stop the framework", value = "stop-framework")
            })
    String fatal_action() default "stay-dead";

    @AttributeDefinition(
            name = "Stop grace",
            description = "For how long a bundle that is being stopped, or a service that goes, is held up while the"
                    + " workers that need it end. Workers that need longer go on ending afterwards and are reported"
                    + " with the stacks of their threads.",
            required = false)
    String stop_grace() default "1s";

    @AttributeDefinition(
            name = "Start warning",
            description = "After what time a start function that has not returned is reported with its stack.",
            required = false)
    String start_warning() default "30s";
}
