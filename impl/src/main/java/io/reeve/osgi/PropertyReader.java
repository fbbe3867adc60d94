// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Restart;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    /** More than that is a mistyped percentage. */
    private static final double MOST_FACTOR = 1_000;

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
        return properties.apply(key) != null;
    }

    /** The one value as text, as it stands; null if there is none, it is blank or there are several. */
    @Nullable
    String text(String key) {
        List<String> values = texts(key);
        if (values.size() > 1) {
            complain(key + " has " + values.size() + " values, which is too many; it needs one");
        }
        return values.size() == 1 ? values.get(0) : null;
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
            Object value = properties.apply(key);
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
        for (Object each : values) {
            if (each instanceof CharSequence || each instanceof Number || each instanceof Boolean) {
                if (!each.toString().isBlank()) {
                    texts.add(each.toString());
                }
            } else {
                complain(key + " has a value of type "
                        + (each == null ? "null" : each.getClass().getName()) + "; write it as a string");
            }
        }
        return texts;
    }

    boolean flag(String key, boolean fallback) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> {
                complain(key + " is '" + text + "', not true or false; " + fallback + " is used");
                yield fallback;
            }
        };
    }

    /** A duration that is not negative. */
    @Nullable
    Duration duration(String key) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        Duration duration = parse(text.strip());
        if (duration == null || duration.isNegative()) {
            complain(key + " is '" + text + "', not a duration such as 250ms, 3s, 2m, 1h or PT3S; the default is used");
            return null;
        }
        return duration;
    }

    Duration duration(String key, Duration fallback) {
        Duration duration = duration(key);
        return duration == null ? fallback : duration;
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
        } catch (ArithmeticException | DateTimeException notADuration) {
            return null;
        }
    }

    /** One of the constants of an enum, in any case, with hyphens or underscores. */
    <E extends Enum<E>> @Nullable E choice(String key, Class<E> type) {
        String text = text(key);
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
        complain(key + " is '" + text + "', not one of " + spellings + "; the default is used");
        return null;
    }

    static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A number within bounds, both of which are allowed. */
    @Nullable
    Double number(String key, double least, double most) {
        String text = text(key);
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
        complain(key + " is '" + text + "', not a number from " + least + " to " + most + "; the default is used");
        return null;
    }

    RestartWishes restart(String prefix) {
        return new RestartWishes(
                choice(prefix + RestartWishes.WHEN, Restart.When.class), duration(prefix + RestartWishes.DELAY));
    }

    RestartWishes restartWithGrowth(String prefix) {
        RestartWishes plain = restart(prefix);
        return new RestartWishes(
                plain.when(),
                plain.delay(),
                new RestartWishes.Growth(
                        number(prefix + RestartWishes.FACTOR, 1, MOST_FACTOR),
                        duration(prefix + RestartWishes.MAX_DELAY),
                        number(prefix + RestartWishes.JITTER, 0, 1),
                        duration(prefix + RestartWishes.RESET_TIME)));
    }

    /** Complains of keys that look like ours and are not: a mistyped one must not go unnoticed. */
    void complainOfStrangers(Collection<String> keys, Set<String> known) {
        keys.stream()
                .filter(key -> key.matches("(?i)(worker|runner|manifold|engine|restart|bounce|fatal|stop|start)\\..*"))
                // The framework does not care for the case of keys.
                .filter(key -> known.stream().noneMatch(key::equalsIgnoreCase))
                .sorted()
                .forEach(key -> complain("there is no property " + key + "; known are "
                        + known.stream().sorted().toList()));
    }
}
