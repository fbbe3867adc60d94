// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.RestartPlan;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads properties that people wrote, in services or configurations: whatever type the container made of them is
 * taken if it makes sense, and what makes none is complained of and counts as absent.
 */
final class PropertyReader {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d|)");

    private final Function<String, @Nullable Object> properties;
    private final List<String> complaints = new ArrayList<>();

    PropertyReader(Function<String, @Nullable Object> properties) {
        this.properties = properties;
    }

    /** What was wrong so far, in the order in which it was read. */
    List<String> complaints() {
        return complaints;
    }

    void complain(String complaint) {
        complaints.add(complaint);
    }

    /** Whether there is any value, be it nonsense. */
    boolean has(String key) {
        return value(key) != null;
    }

    /** Whether there is a value that is not blank: with a blank one nothing is said. */
    boolean isSaid(String key) {
        if (!(value(key) instanceof CharSequence text)) {
            return has(key);
        }
        try {
            return !text.toString().isBlank();
        } catch (Throwable unreadable) {
            // Whoever reads it complains.
            return true;
        }
    }

    /** What is written, safe to print. */
    String quoted(String key) {
        return Log.quote(first(key));
    }

    /** What has a hyphen may be written without it, as by an annotation, which cannot have one: {@code maxDelay}. */
    private @Nullable Object value(String key) {
        Object value = properties.apply(key);
        return value == null && key.indexOf('-') >= 0 ? properties.apply(withoutHyphens(key)) : value;
    }

    private static String withoutHyphens(String key) {
        return key.replace("-", "");
    }

    /**
     * The one value as text, as it stands; null if there is none, it is blank or there are several. One that stands
     * beside nonsense is nonsense, too.
     */
    @Nullable
    String text(String key) {
        int before = complaints.size();
        List<String> values = texts(key);
        if (complaints.size() > before) {
            return null;
        }
        if (values.size() > 1) {
            complain(key + " has " + values.size() + " values, which is too many; it needs one");
        }
        return values.size() == 1 ? values.get(0) : null;
    }

    /** As {@link #text(String)}, where something else holds if that has to be complained of. */
    private @Nullable String text(String key, String kept) {
        int before = complaints.size();
        String text = text(key);
        for (int i = before; i < complaints.size(); i++) {
            complaints.set(i, complaints.get(i) + "; " + kept + " is kept");
        }
        return text;
    }

    /** The first of the values as text; null if there is none. */
    @Nullable
    String first(String key) {
        List<String> values = texts(key);
        return values.isEmpty() ? null : values.get(0);
    }

    /** All values as texts that are not blank; of a single text, the parts between commas. */
    List<String> list(String key) {
        return texts(key).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private List<String> texts(String key) {
        try {
            Object value = value(key);
            return value == null ? List.of() : textsOf(key, value);
        } catch (Throwable thrown) {
            complain(key + " cannot be read: its value threw a "
                    + thrown.getClass().getName());
            return List.of();
        }
    }

    /** May throw anything that a value of a foreign class throws. */
    private List<String> textsOf(String key, Object value) {
        Collection<?> values = List.of(value);
        if (value instanceof Collection<?> several) {
            values = several;
        } else if (value instanceof Object[] several) {
            values = Arrays.asList(several);
        }
        List<String> texts = new ArrayList<>();
        List<@Nullable Object> strangers = new ArrayList<>();
        for (Object each : values) {
            if (!(each instanceof CharSequence || each instanceof Number || each instanceof Boolean)) {
                strangers.add(each);
            } else if (!each.toString().isBlank()) {
                texts.add(each.toString());
            }
        }
        if (!strangers.isEmpty()) {
            complainOfTypes(key, strangers);
        }
        return texts;
    }

    /** Once, however many there are. */
    private void complainOfTypes(String key, List<@Nullable Object> strangers) {
        Object first = strangers.get(0);
        int others = strangers.size() - 1;
        complain(key + " has a value of type "
                + (first == null ? "null" : first.getClass().getName())
                + (others == 0 ? "" : " and " + others + " more that are no text") + "; write it as a string");
    }

    /** Complains of a value that is there, for the reason that follows it; {@code kept} is what holds in its place. */
    void refuse(String key, String why, String kept) {
        complain(key + " is " + quoted(key) + ", " + why + "; " + kept + " is kept");
    }

    private static String keptDefault(String value) {
        return "the default, " + value + ",";
    }

    boolean flag(String key, boolean fallback) {
        Boolean flag = flag(key, keptDefault(Boolean.toString(fallback)));
        return flag == null ? fallback : flag;
    }

    @Nullable
    Boolean flag(String key, String kept) {
        String text = text(key, kept);
        if (text == null) {
            return null;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> {
                refuse(key, "not true or false", kept);
                yield null;
            }
        };
    }

    Duration duration(String key, Duration fallback) {
        Duration duration = duration(key, keptDefault(words(fallback)));
        return duration == null ? fallback : duration;
    }

    /** A duration that is not negative. */
    @Nullable
    Duration duration(String key, String kept) {
        String text = text(key, kept);
        if (text == null) {
            return null;
        }
        Duration duration = parse(text.strip());
        if (duration == null || duration.isNegative()) {
            refuse(key, "not a duration from 0 on, such as 250ms, 3s, 2m, 1h or PT3S", kept);
            return null;
        }
        return duration;
    }

    private static @Nullable Duration parse(String text) {
        try {
            Matcher amount = AMOUNT.matcher(text.toLowerCase(Locale.ROOT));
            if (!amount.matches()) {
                return Duration.parse(text);
            }
            long number = Long.parseLong(amount.group(1));
            return switch (amount.group(2)) {
                case "d" -> Duration.ofDays(number);
                case "h" -> Duration.ofHours(number);
                case "m" -> Duration.ofMinutes(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMillis(number);
            };
        } catch (ArithmeticException | DateTimeException notDuration) {
            return null;
        }
    }

    /** A duration as it could be written in a property, though not exactly if it is very odd. */
    static String words(Duration duration) {
        return RestartPlan.words(duration);
    }

    <E extends Enum<E>> E choice(String key, E fallback) {
        E choice = choice(key, fallback.getDeclaringClass(), keptDefault(spelling(fallback)));
        return choice == null ? fallback : choice;
    }

    /** One of the constants of an enum, in any case, with hyphens or underscores. */
    <E extends Enum<E>> @Nullable E choice(String key, Class<E> type, String kept) {
        String text = text(key, kept);
        if (text == null) {
            return null;
        }
        String spelled = text.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        for (E constant : type.getEnumConstants()) {
            if (spelling(constant).equals(spelled)) {
                return constant;
            }
        }
        List<String> spellings = Arrays.stream(type.getEnumConstants())
                .map(PropertyReader::spelling)
                .toList();
        refuse(key, "not one of " + spellings, kept);
        return null;
    }

    static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A number within bounds, both of which are allowed. */
    @Nullable
    Double number(String key, double least, double most, String kept) {
        String text = text(key, kept);
        if (text == null) {
            return null;
        }
        try {
            double number = Double.parseDouble(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Complained of below.
        }
        refuse(key, "not a number from " + plain(least) + " to " + plain(most), kept);
        return null;
    }

    /** A whole number from 0 on. */
    @Nullable
    Integer count(String key, int most, String kept) {
        String text = text(key, kept);
        if (text == null) {
            return null;
        }
        try {
            double number = Double.parseDouble(text.strip());
            if (number >= 0 && number <= most && number == Math.rint(number)) {
                return (int) number;
            }
        } catch (NumberFormatException notANumber) {
            // Complained of below.
        }
        refuse(key, "not a whole number from 0 to " + most, kept);
        return null;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** Complains of keys that look like ours and are not: a mistyped one must not go unnoticed. */
    void complainOfStrangers(Collection<String> keys, Set<String> known) {
        for (String ours : new TreeSet<>(known)) {
            if (ours.indexOf('-') >= 0 && has(keys, ours) && has(keys, withoutHyphens(ours))) {
                complain(withoutHyphens(ours) + " says the same as " + ours + "; what the latter says is kept");
            }
        }
        keys.stream()
                .filter(key -> key.matches("(?is)(worker|runner|manifold|engine|restart|bounce|fatal|stop|start)\\..*"))
                .filter(key -> !has(known, key))
                .filter(key ->
                        known.stream().map(PropertyReader::withoutHyphens).noneMatch(key::equalsIgnoreCase))
                .sorted()
                .forEach(key -> complain("there is no property " + Log.escape(key) + "; known are "
                        + known.stream().sorted().toList()));
    }

    /** The framework does not care for the case of keys. */
    private static boolean has(Collection<String> keys, String key) {
        return keys.stream().anyMatch(key::equalsIgnoreCase);
    }
}
