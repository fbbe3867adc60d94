// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.SafeText;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;

/** How one command is called: its help text, read from the annotations of its method, and the checks of its arguments. */
final class Usage {
    private static final String COLUMN = "%-22s %s%n";

    private final String command;
    private final Method method;

    private Usage(String command, Method method) {
        this.command = command;
        this.method = method;
    }

    /** The usage of a command function; there is one method of that name. */
    static Usage of(String scope, Class<?> commands, String function) {
        Method method = Arrays.stream(commands.getDeclaredMethods())
                .filter(m -> m.getName().equals(function) && m.isAnnotationPresent(Descriptor.class))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(commands + " has no command " + function));
        return new Usage(scope + ":" + function, method);
    }

    /** The one id that a command needs. */
    String oneId(@Nullable String[] arguments) {
        List<String> ids = ids(arguments);
        if (ids.isEmpty()) {
            throw new IllegalArgumentException(command + " needs the id of a worker; worker:list shows them, " + command
                    + " --help how to call it");
        }
        return onlyOne(ids);
    }

    /** The one id that a command may be given. */
    @Nullable
    String oneIdOrNone(@Nullable String[] arguments) {
        List<String> ids = ids(arguments);
        return ids.isEmpty() ? null : onlyOne(ids);
    }

    /** Refuses every argument. */
    void none(@Nullable String[] arguments) {
        List<String> ids = ids(arguments);
        if (!ids.isEmpty()) {
            throw new IllegalArgumentException(command + " takes options only, not " + SafeText.quote(ids.get(0))
                    + "; see " + command + " --help");
        }
    }

    private String onlyOne(List<String> ids) {
        if (ids.size() > 1) {
            throw new IllegalArgumentException(command + " takes one id, but got " + ids.size()
                    + "; put quotes around an id with spaces: "
                    + command + " \"" + SafeText.line(String.join(" ", ids), 80) + "\"");
        }
        return ids.get(0);
    }

    /** What the shell did not take as an option. An id may start with a hyphen, after {@code --}. */
    private List<String> ids(@Nullable String[] arguments) {
        List<String> ids = new ArrayList<>();
        boolean options = true;
        for (String given : arguments) {
            // The shell takes the word null for the thing.
            String argument = String.valueOf(given);
            if (options && argument.equals("--")) {
                options = false;
            } else if (options && argument.startsWith("-")) {
                throw new IllegalArgumentException(command + " has no option " + SafeText.quote(argument) + "; it has "
                        + String.join(", ", optionNames()) + " (an id that starts with a hyphen follows after --)");
            } else {
                ids.add(argument);
            }
        }
        return ids;
    }

    private List<String> optionNames() {
        return Arrays.stream(method.getParameters())
                .map(Usage::option)
                .flatMap(option -> option == null ? Stream.of() : Arrays.stream(option.names()))
                .toList();
    }

    /** The help text. */
    @Override
    public String toString() {
        StringBuilder synopsis = new StringBuilder(command);
        StringBuilder explained = new StringBuilder();
        for (Parameter parameter : method.getParameters()) {
            org.apache.felix.service.command.Parameter option = option(parameter);
            Descriptor descriptor = parameter.getAnnotation(Descriptor.class);
            String meaning = descriptor == null ? "" : descriptor.value();
            if (option == null) {
                String placeholder = placeholder(meaning);
                if (!placeholder.isEmpty()) {
                    synopsis.append(' ').append(placeholder);
                    explained.append(String.format(COLUMN, "  " + placeholder, meaning));
                }
            } else {
                boolean flag = !option.presentValue().equals(org.apache.felix.service.command.Parameter.UNSPECIFIED);
                String names = String.join(", ", option.names());
                explained.append(String.format(COLUMN, "  " + names + (flag ? "" : " VALUE"), meaning));
            }
        }
        Example example = method.getAnnotation(Example.class);
        Descriptor descriptor = method.getAnnotation(Descriptor.class);
        return String.format(
                "%s - %s%n%nusage: %s [options]%n%n%s%nexample: %s",
                command,
                descriptor == null ? "" : descriptor.value(),
                synopsis,
                explained,
                example == null ? command : example.value());
    }

    /** Gogo knows no names of parameters, so the meaning tells what to write for it. */
    private static String placeholder(String meaning) {
        return meaning.startsWith("id of") ? "ID" : meaning.contains("id of") ? "[ID]" : "";
    }

    private static org.apache.felix.service.command.@Nullable Parameter option(Parameter parameter) {
        return parameter.getAnnotation(org.apache.felix.service.command.Parameter.class);
    }
}
