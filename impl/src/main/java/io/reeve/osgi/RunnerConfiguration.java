// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Describes the configuration of a runner to people and tools; {@link HostSettings} reads it. */
@ObjectClassDefinition(
        name = "Reeve runner",
        description = "A runner supervises the WorkerFactory services that name it. The runner 'default' exists"
                + " without any configuration; give a configuration its name to change it. A change restarts no"
                + " running worker.")
@interface RunnerConfiguration {
    @AttributeDefinition(
            name = "Name",
            description = "The name that factories give in their property worker.runner. If it is empty, the part of"
                    + " the PID after the ~ is taken.",
            required = false)
    String runner_name() default "";

    @AttributeDefinition(
            name = "Restart",
            description = "After which ends a worker is started again, unless its factory says otherwise.",
            required = false,
            options = {
                @Option(label = "after a failure", value = "on-failure"),
                @Option(label = "after every end", value = "always"),
                @Option(label = "never", value = "never")
            })
    String worker_restart_when() default "on-failure";

    @AttributeDefinition(
            name = "Restart delay",
            description = "The time between the end of a worker and its next start, such as 250ms, 3s, 2m or PT3S;"
                    + " 0 restarts at once.",
            required = false)
    String worker_restart_delay() default "3s";

    @AttributeDefinition(
            name = "Growth of the delay",
            description = "By how much the delay after each further failure is longer than the one before it; 1 for a"
                    + " constant delay.",
            required = false,
            min = "1")
    double worker_restart_factor() default 1;

    @AttributeDefinition(
            name = "Longest delay",
            description = "No delay grows beyond this; 0 for no limit.",
            required = false)
    String worker_restart_max$_$delay() default "0";

    @AttributeDefinition(
            name = "Jitter",
            description = "The part of a delay by which it is made longer or shorter at random, from 0 to 1.",
            required = false,
            min = "0",
            max = "1")
    double worker_restart_jitter() default 0;

    @AttributeDefinition(
            name = "Reset time",
            description = "How long a worker runs before its earlier failures are forgotten.",
            required = false)
    String worker_restart_reset$_$time() default "1m";

    @AttributeDefinition(
            name = "Restart budget",
            description = "How often a worker is restarted at most in any span of the window below, which must be set"
                    + " then; 0 for no limit.",
            required = false,
            min = "0",
            max = "10000")
    int worker_restart_budget() default 0;

    @AttributeDefinition(
            name = "Window of the budget",
            description = "The span of time that the restart budget is for, such as 1m.",
            required = false)
    String worker_restart_window() default "";

    @AttributeDefinition(
            name = "After the budget",
            description = "What happens to a worker that has used its restart budget up.",
            required = false,
            options = {
                @Option(label = "give it up until somebody starts it", value = "give-up"),
                @Option(label = "go on after the slow delay", value = "retry-slowly"),
                @Option(label = "end the whole runner, as a fatal error does", value = "escalate")
            })
    String worker_restart_exhausted() default "give-up";

    @AttributeDefinition(
            name = "Slow delay",
            description = "The time between restarts that are over the budget, if they go on after a slow delay.",
            required = false)
    String worker_restart_slow$_$delay() default "5m";

    @AttributeDefinition(
            name = "Start timeout",
            description =
                    "How long a start function may take before it is cancelled, which counts as a failure; 0 for as"
                            + " long as it likes.",
            required = false)
    String worker_start_timeout() default "0";

    @AttributeDefinition(
            name = "Stop timeout",
            description =
                    "How long a worker may take to end when it is asked to: it is interrupted when half of that is"
                            + " over, and abandoned when all of it is; 0 for as long as it likes.",
            required = false)
    String worker_stop_timeout() default "0";

    @AttributeDefinition(
            name = "Interrupt",
            description =
                    "Whether threads that are in code of a worker may be interrupted: a start that is cancelled, a"
                            + " worker that does not end in time. Interrupting a thread closes the NIO channel it uses.",
            required = false)
    boolean worker_interrupt() default true;

    @AttributeDefinition(
            name = "Fatal errors",
            description = "Class names of errors that end the whole runner when a worker meets one of them or of a"
                    + " subclass; * for all. A FailurePolicy service takes precedence.",
            required = false)
    String[] fatal_errors() default {};

    @AttributeDefinition(
            name = "After a fatal error",
            description = "What follows when the runner has died of a fatal error.",
            required = false,
            options = {
                @Option(label = "stay dead until the configuration is changed", value = "stay-dead"),
                @Option(label = "start a new runner after the restart delay", value = "restart"),
                @Option(label = "stop the framework", value = "stop-framework")
            })
    String fatal_action() default "stay-dead";

    @AttributeDefinition(
            name = "Stop grace",
            description = "For how long a bundle that is being stopped, or a factory service that goes, is held up"
                    + " while its workers end. Workers that need longer go on ending afterwards and are reported"
                    + " with the stacks of their threads.",
            required = false)
    String stop_grace() default "1s";

    @AttributeDefinition(
            name = "Start warning",
            description = "After what time a start function that has not returned is reported with its stack.",
            required = false)
    String start_warning() default "30s";
}
