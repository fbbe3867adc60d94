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
