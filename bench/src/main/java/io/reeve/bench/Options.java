// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What the command line asks for. Not safe for use by several threads. */
final class Options {
    static final String HELP = """
            Usage: ./bench.sh [OPTION]...

            Measures Reeve, the floor (the least that Java can do) and the peers side by side, and writes one
            table as text and as Markdown. Every number comes from a JVM of its own that does one workload of
            one contender; the contenders take turns.

              --list               print the workloads and the contenders, and stop
              --only A,B           only these workloads; A* are all whose names begin so
              --contenders A,B     only these contenders
              --sizes N,M          these numbers of workers, in place of each workload's own
              --forks N            so many JVMs for each contender (2)
              --rounds N           so many measured rounds in each JVM (7), fewer if they take ten seconds, up to four
                                   times as many while they take less than one
              --warm SECONDS       warm up for so long, and three rounds unless they take long (2)
              --jvm-args "A B"     arguments of the measuring JVMs (-Xms1g -Xmx1g -XX:+AlwaysPreTouch; 4g for a million workers)
              --out FOLDER         where the tables go (bench/target/report)
              --short              only see whether everything runs: 100 workers, one round
              --soak               no table: start, stop, fail, restart, look up and report at random for a while, and
                                   see whether heap, threads and latencies stay as they are. Writes soak.txt, soak.md,
                                   soak.csv and soak.png; the exit code is 1 if something grows. Latencies are
                                   judged if it lasts a minute at least
              --locks              no table: count by a JFR recording how often lookups wait for a lock; the exit code
                                   is 1 if they do
              --seconds N          how long to soak (600), beside a tenth of that, a minute at most, to warm up; or how
                                   long to watch locks (10). Beside it, these two only know --jvm-args and --out
              --help               this text

            Runs on the JDK in JAVA_HOME, else on the `java` of the path; 17 or newer. Erlang/OTP takes part if
            `erl` is on the path. All of it takes about 35 minutes, --short five.
            """;

    private static final int SHORT_SIZE = 100;
    private static final int LARGE_SIZE = 1_000_000;

    private boolean help;
    private boolean list;
    private boolean isShort;
    private boolean soak;
    private boolean locks;
    private OptionalInt seconds = OptionalInt.empty();
    private int forks = 2;
    private Rounds rounds = new Rounds(3, Duration.ofSeconds(2), 7);
    private List<String> only = List.of();
    private List<Integer> sizes = List.of();
    private Set<Contender> contenders = EnumSet.allOf(Contender.class);
    private List<String> jvmArguments = List.of();
    private Path out = Path.of("bench", "target", "report");

    private Options() {}

    /** Throws {@link IllegalArgumentException} with a message for the user. */
    static Options parse(String... arguments) {
        Options options = new Options();
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            options.take(rest.next(), rest);
        }
        options.check();
        return options;
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--help", "-h" -> help = true;
            case "--list" -> list = true;
            case "--short" -> beShort();
            case "--soak" -> soak = true;
            case "--locks" -> locks = true;
            case "--seconds" -> seconds = OptionalInt.of(number(option, value(option, rest)));
            case "--only" -> only = items(option, rest);
            case "--contenders" -> {
                contenders = EnumSet.noneOf(Contender.class);
                items(option, rest).forEach(name -> contenders.add(Contender.named(name)));
            }
            case "--sizes" ->
                sizes = items(option, rest).stream()
                        .map(item -> number(option, item))
                        .toList();
            case "--forks" -> forks = number(option, value(option, rest));
            case "--rounds" ->
                rounds = new Rounds(rounds.warmRounds(), rounds.warmTime(), number(option, value(option, rest)));
            case "--warm" ->
                rounds = new Rounds(
                        rounds.warmRounds(),
                        Duration.ofSeconds(number(option, value(option, rest))),
                        rounds.measured());
            case "--jvm-args" -> jvmArguments = List.of(value(option, rest).split(" +"));
            case "--out" -> out = Path.of(value(option, rest));
            default -> throw new IllegalArgumentException("unknown option '" + option + "'");
        }
    }

    private void beShort() {
        isShort = true;
        forks = 1;
        rounds = new Rounds(0, Duration.ZERO, 1);
        sizes = List.of(SHORT_SIZE);
        jvmArguments = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    private void check() {
        List<String> known = Workloads.all().stream().map(Workload::name).toList();
        for (String name : only) {
            if (known.stream().noneMatch(workload -> fits(name, workload))) {
                throw new IllegalArgumentException("there is no workload '" + name + "'");
            }
        }
    }

    /** Whether a name is meant by an item, which may be the beginning of many. */
    private static boolean fits(String item, String name) {
        return item.endsWith("*") ? name.startsWith(item.substring(0, item.length() - 1)) : name.equals(item);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static List<String> items(String option, Iterator<String> rest) {
        List<String> items = new ArrayList<>();
        for (String item : value(option, rest).split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }

    private static int number(String option, String text) {
        try {
            int number = Integer.parseInt(text.replace("_", ""));
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw new IllegalArgumentException(option + " needs a positive number, not '" + text + "'");
    }

    boolean help() {
        return help;
    }

    boolean list() {
        return list;
    }

    boolean soak() {
        return soak;
    }

    boolean locks() {
        return locks;
    }

    /** How long to soak, or to watch locks. */
    int seconds(int otherwise) {
        return seconds.orElse(otherwise);
    }

    int forks() {
        return forks;
    }

    Rounds rounds() {
        return rounds;
    }

    /** What the JVM needs that does something with so many workers. */
    List<String> jvmArguments(int size) {
        if (!jvmArguments.isEmpty()) {
            return jvmArguments;
        }
        String heap = size < LARGE_SIZE ? "1g" : "4g";
        return List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch");
    }

    Path out() {
        return out;
    }

    boolean wants(Workload workload) {
        return only.isEmpty() || only.stream().anyMatch(item -> fits(item, workload.name()));
    }

    boolean wants(Contender contender) {
        return contenders.contains(contender);
    }

    List<Integer> sizesOf(Workload workload) {
        if (isShort && workload.isSizeFixed()) {
            return workload.sizes().stream()
                    .map(size -> Math.min(size, SHORT_SIZE))
                    .distinct()
                    .toList();
        }
        return sizes.isEmpty() || workload.isSizeFixed() ? workload.sizes() : sizes;
    }
}
