// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The program: starts a process for each workload and contender, the contenders in turn, and makes the table. */
public final class Bench {
    /** Some contenders would take hours. */
    private static final int MOST_SECONDS_OF_A_JVM = 180;

    private final Options options;
    private final Path folder;
    private final boolean hasErlang;

    /** Who has failed at what: more of it would take long and fail as well. */
    private final Set<Defeat> defeats = new HashSet<>();

    private final Progress progress;

    private record Defeat(String workload, Contender contender) {}

    private Bench(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
        hasErlang = options.wants(Contender.OTP) && Erlang.isThere();
        progress = new Progress(jvms());
    }

    /**
     * Measures, and prints the table.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage() + "; see --help");
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.print(Options.HELP);
        } else if (options.list()) {
            list();
        } else if (options.soak()) {
            System.exit(soak(options, System.out));
        } else if (options.locks()) {
            System.exit(locks(options, System.out));
        } else {
            System.out.print(run(options));
        }
    }

    /** Soaks in a JVM of its own and returns its exit code. */
    static int soak(Options options, PrintStream out) throws IOException, InterruptedException {
        return run(
                OwnJvm.command(
                        options.jvmArguments(0),
                        Soak.class,
                        String.valueOf(options.seconds(600)),
                        options.out().toString()),
                out);
    }

    /** Watches locks in a JVM of its own and returns its exit code. */
    static int locks(Options options, PrintStream out) throws IOException, InterruptedException {
        return run(OwnJvm.command(options.jvmArguments(0), Locks.class, String.valueOf(options.seconds(10))), out);
    }

    private static int run(List<String> command, PrintStream out) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = process.getInputStream()) {
            output.transferTo(out);
        }
        return process.waitFor();
    }

    private static void list() {
        for (Workload workload : Workloads.all()) {
            System.out.printf("%-20s %s%n", workload.name(), workload.what());
        }
        System.out.println();
        for (Contender contender : Contender.values()) {
            System.out.printf("%-20s %s%n", contender, contender.title());
        }
    }

    /** Returns the table as text; it is in the report's folder as well. */
    static String run(Options options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("reeve-bench");
        try {
            return new Bench(options, folder).run();
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private String run() throws IOException, InterruptedException {
        if (options.wants(Contender.OTP) && !hasErlang) {
            System.err.println("Erlang/OTP is skipped: there is no erl on the path.");
        }
        Report report = new Report(head());
        for (Workload workload : Workloads.all()) {
            if (options.wants(workload)) {
                for (int size : options.sizesOf(workload)) {
                    measure(workload, size).forEach((contender, samples) -> {
                        if (samples.isEmpty()) {
                            report.addFailure(workload, contender, size);
                        } else {
                            report.add(new Result(workload, size, contender, samples));
                        }
                    });
                    // So far: whoever loses patience still has something.
                    report.write(options.out());
                }
            }
        }
        System.err.println("The table is in " + options.out());
        return report.text();
    }

    private List<String> head() {
        List<String> head = new ArrayList<>(Machine.description(options.jvmArguments(0)));
        List<String> versions = new ArrayList<>();
        for (Contender contender : Contender.values()) {
            if (isIn(contender) && !contender.version().isEmpty()) {
                versions.add(contender.title() + " " + contender.version());
            }
        }
        head.add("Versions: " + String.join(", ", versions));
        return head;
    }

    private boolean isIn(Contender contender) {
        return options.wants(contender) && (contender != Contender.OTP || hasErlang);
    }

    /** Who takes part and has not failed at it so far. */
    private List<Contender> contenders(Workload workload, int size) {
        return workload.entrants().keySet().stream()
                .filter(this::isIn)
                .filter(contender -> size <= workload.entrant(contender).most())
                .filter(contender -> !defeats.contains(new Defeat(workload.name(), contender)))
                .toList();
    }

    private Map<Contender, List<Sample>> measure(Workload workload, int size) throws IOException, InterruptedException {
        Map<Contender, List<Sample>> samples = new LinkedHashMap<>();
        for (int fork = 1; fork <= options.forks(); fork++) {
            for (Contender contender : contenders(workload, size)) {
                List<Sample> found = fork(workload, size, contender);
                samples.computeIfAbsent(contender, first -> new ArrayList<>()).addAll(found);
                progress.say(workload, size, contender, found);
                if (found.isEmpty()) {
                    defeats.add(new Defeat(workload.name(), contender));
                }
            }
        }
        return samples;
    }

    private int jvms() {
        int jvms = 0;
        for (Workload workload : Workloads.all()) {
            if (options.wants(workload)) {
                for (int size : options.sizesOf(workload)) {
                    jvms += contenders(workload, size).size();
                }
            }
        }
        return jvms * options.forks();
    }

    /** A process that fails says why itself, one that takes too long is ended; the table then does without it. */
    private List<Sample> fork(Workload workload, int size, Contender contender)
            throws IOException, InterruptedException {
        List<String> command = contender == Contender.OTP
                ? Erlang.command(workload, size, options.rounds(), folder)
                : java(workload, size, contender);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CompletableFuture<Boolean> isInTime = process.onExit()
                .orTimeout(MOST_SECONDS_OF_A_JVM, TimeUnit.SECONDS)
                .handle((exited, late) -> {
                    process.destroyForcibly();
                    return late == null;
                });
        List<Sample> samples = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Sample.parse(line).ifPresent(samples::add);
            }
        }
        return isInTime.join() && process.waitFor() == 0 ? samples : List.of();
    }

    private List<String> java(Workload workload, int size, Contender contender) {
        return OwnJvm.command(
                options.jvmArguments(size),
                Fork.class,
                workload.name(),
                contender.toString(),
                String.valueOf(size),
                String.valueOf(options.rounds().warmRounds()),
                String.valueOf(options.rounds().warmTime().toMillis()),
                String.valueOf(options.rounds().measured()));
    }
}
