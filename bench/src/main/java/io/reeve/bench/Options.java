// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** What the command line asks for. Not safe for use by several threads. */
final class Options {
    static final String HELP = """
            Usage: ./bench.sh [OPTION]...

            Measures Reeve, the floor (the least that Java can do) and the peers side by side, and writes one
            table as text and as Markdown. Every number comes from a JVM of its own that does one workload of
            one contender; the contenders take turns.

              --list               print the workloads and the contenders, and stop
              --only A,B           only these workloads
              --contenders A,B     only these contenders
              --sizes N,M          these numbers of workers, in place of each workload's own
              --forks N            so many JVMs for each contender (3)
              --rounds N           so many measured rounds in each JVM (7)
              --warm SECONDS       warm up for so long, and at least three rounds (3)
              --jvm-args "A B"     arguments of the measuring JVMs (-Xms2g -Xmx2g -XX:+AlwaysPreTouch)
              --out FOLDER         where the tables go (bench/target/report)
              --short              only see whether everything runs: 100 workers, one round
              --help               this text

            Runs on the JDK in JAVA_HOME, else on the `java` of the path; 17 or newer. Erlang/OTP takes part if
            `erl` is on the path. All of it takes about half an hour, --short about a minute.
            """;

    private static final int SHORT_SIZE = 100;

    private boolean help;
    private boolean list;
    private boolean isShort;
    private int forks = 3;
    private Rounds rounds = new Rounds(3, Duration.ofSeconds(3), 7);
    private List<String> only = List.of();
    private List<Integer> sizes = List.of();
    private Set<Contender> contenders = EnumSet.allOf(Contender.class);
    private List<String> jvmArguments = List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch");
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
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no workload '" + name + "'");
            }
        }
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

    int forks() {
        return forks;
    }

    Rounds rounds() {
        return rounds;
    }

    List<String> jvmArguments() {
        return jvmArguments;
    }

    Path out() {
        return out;
    }

    boolean wants(Workload workload) {
        return only.isEmpty() || only.contains(workload.name());
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
