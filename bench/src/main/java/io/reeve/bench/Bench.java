// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The program: starts a process for each workload and contender, the contenders in turn, and makes the table. */
public final class Bench {
    private final Options options;
    private final Path folder;
    private final boolean hasErlang;

    private Bench(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
        hasErlang = options.wants(Contender.OTP) && Erlang.isThere();
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
        } else {
            System.out.print(run(options));
        }
    }

    private static void list() {
        for (Workload workload : Workloads.all()) {
            System.out.printf("%-16s %s%n", workload.name(), workload.what());
        }
        System.out.println();
        for (Contender contender : Contender.values()) {
            System.out.printf("%-16s %s%n", contender, contender.title());
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
                        if (!samples.isEmpty()) {
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
        List<String> head = new ArrayList<>(Machine.description(options.jvmArguments()));
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

    private Map<Contender, List<Sample>> measure(Workload workload, int size) throws IOException, InterruptedException {
        Map<Contender, List<Sample>> samples = new LinkedHashMap<>();
        for (int fork = 1; fork <= options.forks(); fork++) {
            for (Contender contender : workload.entrants().keySet()) {
                if (isIn(contender)) {
                    List<Sample> found = fork(workload, size, contender);
                    samples.computeIfAbsent(contender, first -> new ArrayList<>())
                            .addAll(found);
                    progress(workload, size, contender, fork, found);
                }
            }
        }
        return samples;
    }

    private void progress(Workload workload, int size, Contender contender, int fork, List<Sample> found) {
        String median = found.isEmpty()
                ? "failed"
                : workload.unit().text(new Result(workload, size, contender, found).median()) + " "
                        + workload.unit().symbol();
        System.err.printf(
                "%-16s %9d  %-6s %d/%d  %s%n", workload.name(), size, contender, fork, options.forks(), median);
    }

    /** A process that fails says why itself; the table then does without it. */
    private List<Sample> fork(Workload workload, int size, Contender contender)
            throws IOException, InterruptedException {
        List<String> command = contender == Contender.OTP
                ? Erlang.command(workload, size, options.rounds(), folder)
                : java(workload, size, contender);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Sample> samples = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Sample.parse(line).ifPresent(samples::add);
            }
        }
        return process.waitFor() == 0 ? samples : List.of();
    }

    private List<String> java(Workload workload, int size, Contender contender) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options.jvmArguments());
        if (Runtime.version().feature() >= 24) {
            // Pekko and JMH use it, and the JVM would say so.
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fork.class.getName()));
        command.addAll(List.of(workload.name(), contender.toString(), String.valueOf(size)));
        command.add(String.valueOf(options.rounds().warmRounds()));
        command.add(String.valueOf(options.rounds().warmTime().toMillis()));
        command.add(String.valueOf(options.rounds().measured()));
        return command;
    }
}
