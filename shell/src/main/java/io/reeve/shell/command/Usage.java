// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import io.reeve.shell.text.SafeText;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;

/** How one command is called: its help text, read from the annotations of its method, and the checks of its arguments. */
public final class Usage {
    /** Describes the option {@code --help}, which every command has. */
    public static final String HELP = "show how to call this command";

    /** Describes the option {@code --json}, which every command has. */
    public static final String JSON = "answer in JSON";

    /** Describes the arguments of a command that takes none. */
    public static final String NO_ARGUMENTS = "none: this command takes options only";

    private static final String COLUMN = "%-22s %s%n";

    private final Vocabulary words;
    private final String command;
    private final Method method;

    private Usage(Vocabulary words, Method method) {
        this.words = words;
        this.command = words.scope() + ":" + method.getName();
        this.method = method;
    }

    /**
     * The usage of a command function.
     *
     * @param words how to speak of what it is about; the description of an argument that is the key of a thing starts
     *     with that word: {@code id of the worker}
     * @param commands the class of the function
     * @param function its name; there is one method of that name
     * @return the usage
     */
    public static Usage of(Vocabulary words, Class<?> commands, String function) {
        Method method = Arrays.stream(commands.getDeclaredMethods())
                .filter(m -> m.getName().equals(function) && m.isAnnotationPresent(Descriptor.class))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(commands + " has no command " + function));
        return new Usage(words, method);
    }

    /**
     * The one name that a command needs.
     *
     * @param arguments what the shell did not take as an option
     * @return the name
     */
    public String one(@Nullable String[] arguments) {
        List<String> names = names(arguments);
        if (names.isEmpty()) {
            throw new IllegalArgumentException(command + " needs the " + words.key() + " of a " + words.thing() + "; "
                    + words.scope() + ":list shows them, " + command + " --help how to call it");
        }
        return onlyOne(names);
    }

    /**
     * The one name that a command may be given.
     *
     * @param arguments what the shell did not take as an option
     * @return the name, or null
     */
    public @Nullable String oneOrNone(@Nullable String[] arguments) {
        List<String> names = names(arguments);
        return names.isEmpty() ? null : onlyOne(names);
    }

    /**
     * Refuses every argument.
     *
     * @param arguments what the shell did not take as an option
     */
    public void none(@Nullable String[] arguments) {
        List<String> names = names(arguments);
        if (!names.isEmpty()) {
            throw new IllegalArgumentException(command + " takes options only, not " + SafeText.quote(names.get(0))
                    + "; see " + command + " --help");
        }
    }

    private String onlyOne(List<String> names) {
        if (names.size() > 1) {
            throw new IllegalArgumentException(command + " takes one " + words.key() + ", but got "
                    + names.size() + "; put quotes around " + aKey() + " with spaces: "
                    + command + " \"" + SafeText.line(String.join(" ", names), 80) + "\"");
        }
        return names.get(0);
    }

    /** What the shell did not take as an option. A name may start with a hyphen, after {@code --}. */
    private List<String> names(@Nullable String[] arguments) {
        List<String> names = new ArrayList<>();
        boolean options = true;
        for (String given : arguments) {
            // The shell takes the word null for the thing.
            String argument = String.valueOf(given);
            if (options && argument.equals("--")) {
                options = false;
            } else if (options && argument.startsWith("-")) {
                throw new IllegalArgumentException(command + " has no option " + SafeText.quote(argument) + "; it has "
                        + String.join(", ", optionNames()) + " (" + aKey()
                        + " that starts with a hyphen follows after --)");
            } else {
                names.add(argument);
            }
        }
        return names;
    }

    private String aKey() {
        return ("aeiou".indexOf(words.key().charAt(0)) < 0 ? "a " : "an ") + words.key();
    }

    private List<String> optionNames() {
        return Arrays.stream(method.getParameters())
                .map(Usage::option)
                .flatMap(option -> option == null ? Stream.of() : Arrays.stream(option.names()))
                .toList();
    }

    /**
     * Prints the help text. Karaf's {@code help} calls a command with {@code --help} and shows what it prints, not what
     * it returns.
     *
     * @return null, as the result of the command
     */
    public @Nullable Object print() {
        System.out.println(this);
        return null;
    }

    /** Returns the help text. */
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
    private String placeholder(String meaning) {
        String key = words.key() + " of";
        String name = words.key().toUpperCase(Locale.ROOT);
        return meaning.startsWith(key) ? name : meaning.contains(key) ? "[" + name + "]" : "";
    }

    private static org.apache.felix.service.command.@Nullable Parameter option(Parameter parameter) {
        return parameter.getAnnotation(org.apache.felix.service.command.Parameter.class);
    }
}
