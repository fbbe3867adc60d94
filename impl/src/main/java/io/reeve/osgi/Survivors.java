// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells of workers that did not end in time, and what their threads do: those that run a worker's code on behalf of
 * its runner or engine, and those that its code has started, which inherited the context class loader of its bundle.
 */
final class Survivors {
    private static final int MOST_WORKERS = 20;
    private static final int MOST_THREADS = 20;
    private static final int MOST_FRAMES = 30;

    private Survivors() {}

    static String text(Collection<Engagement> engagements) {
        StringBuilder text = new StringBuilder();
        engagements.stream().limit(MOST_WORKERS).forEach(engagement -> {
            text.append("\n  ").append(engagement.describe());
            engagement
                    .host
                    .heldBy(engagement.place.id)
                    .forEach(link -> text.append("\n    which waits: ").append(link));
        });
        if (engagements.size() > MOST_WORKERS) {
            text.append("\n  and ").append(engagements.size() - MOST_WORKERS).append(" more workers");
        }
        List<Stack> stacks = stacksOf(engagements);
        stacks.stream().limit(MOST_THREADS).forEach(stack -> append(text, stack.thread, stack.frames));
        if (stacks.size() > MOST_THREADS) {
            text.append("\n  and ").append(stacks.size() - MOST_THREADS).append(" more threads");
        }
        return text.toString();
    }

    private record Stack(String thread, List<StackTraceElement> frames) {}

    private static List<Stack> stacksOf(Collection<Engagement> engagements) {
        Map<String, List<StackTraceElement>> calls = new LinkedHashMap<>();
        Set<ClassLoader> loaders = new HashSet<>();
        for (Engagement engagement : engagements) {
            calls.putAll(engagement.host.stacks(engagement.place.id));
            loaders.add(engagement.loader);
        }
        loaders.remove(Survivors.class.getClassLoader());
        List<Stack> stacks = new ArrayList<>();
        calls.forEach((thread, frames) -> stacks.add(new Stack(thread, frames)));
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            // The threads of calls have such a loader as well, for the time of the call.
            if (loaders.contains(thread.getContextClassLoader()) && !calls.containsKey(thread.getName())) {
                stacks.add(new Stack(thread.getName(), List.of(frames)));
            }
        });
        return stacks;
    }

    static String text(Thread thread, StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder();
        append(text, thread.getName(), List.of(stack));
        return text.toString();
    }

    private static void append(StringBuilder text, String thread, List<StackTraceElement> stack) {
        text.append("\n  thread '").append(thread).append('\'');
        stack.stream()
                .limit(MOST_FRAMES)
                .forEach(frame -> text.append("\n    at ").append(frame));
    }
}
