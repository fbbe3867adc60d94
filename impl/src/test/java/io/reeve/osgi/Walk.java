// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Does things to a board in an order that a seed decides, and notes them. Owned by one thread.
 *
 * @param <K> what is known of its services
 */
abstract class Walk<K extends Walk.Known<?>> {
    /** A service of this walk and what is known of it. */
    abstract static class Known<S> {
        final Puppets puppets = new Puppets();
        final FakeService<S> service;
        boolean present = true;

        /** Whether something was done since it came or moved after which it may rest: a stop, or an end by itself. */
        boolean mayRest;

        Known(FakeBundle bundle, Function<Puppets, S> offered) {
            this.service = new FakeService<>(bundle, offered.apply(puppets));
        }

        /** The name of the runner or engine that it is for. */
        abstract String host();

        /** Null if it has none. */
        abstract String id();

        int ranking() {
            return (Integer) requireNonNullElse(service.getProperty("service.ranking"), 0);
        }

        /** Where it stands; null if it has no id. */
        List<String> place() {
            return id() == null ? null : List.of(host(), id());
        }
    }

    final List<K> services = new ArrayList<>();

    /** The names of runners or engines by the PIDs that this walk has configured. */
    final Map<String, String> configured = new HashMap<>();

    final Scene scene;
    final Random random;

    private final List<String> diary = new ArrayList<>();

    Walk(Scene scene, long seed) {
        this.scene = scene;
        this.random = new Random(seed);
    }

    abstract void step();

    /** What was done so far, last step last. */
    String diary() {
        return String.join("\n", diary);
    }

    void note(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(word).append(' ');
        }
        diary.add(line.toString());
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    List<K> present() {
        return services.stream().filter(known -> known.present).toList();
    }
}
