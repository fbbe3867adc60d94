// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import io.reeve.catacomb.Catacomb;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Workers that one owner takes with it: those of a catacomb, or of a plain set. */
interface Brood {
    void add(IdleWorker worker) throws Exception;

    /** Returns when all have ended. */
    void end() throws Exception;

    static Sample add(Contender contender, int size) throws Exception {
        Brood brood = of(contender);
        IdleWorker[] workers = workers(size);
        Sample sample = Stopwatch.time(() -> addAll(brood, workers));
        brood.end();
        return sample.costing(size);
    }

    static Sample end(Contender contender, int size) throws Exception {
        Brood brood = of(contender);
        addAll(brood, workers(size));
        return Stopwatch.time(brood::end).costing(size);
    }

    private static IdleWorker[] workers(int size) {
        return IntStream.range(0, size).mapToObj(number -> new IdleWorker()).toArray(IdleWorker[]::new);
    }

    private static void addAll(Brood brood, IdleWorker[] workers) throws Exception {
        for (IdleWorker worker : workers) {
            brood.add(worker);
        }
    }

    private static Brood of(Contender contender) {
        return contender == Contender.FLOOR ? new Plain() : new Owned();
    }

    /** What a catacomb owns. */
    final class Owned implements Brood {
        private final CompletableFuture<Void> finish = new CompletableFuture<>();
        private final Catacomb catacomb = Catacomb.start("bench", self -> self.await(finish));

        @Override
        public void add(IdleWorker worker) throws Exception {
            catacomb.add(worker);
        }

        @Override
        public void end() throws Exception {
            catacomb.stop();
        }
    }

    /** The floor: a concurrent set, and a look at the end of each. */
    final class Plain implements Brood {
        private final Set<IdleWorker> workers = ConcurrentHashMap.newKeySet();
        private final CompletableFuture<Boolean> empty = new CompletableFuture<>();

        @Override
        public void add(IdleWorker worker) {
            workers.add(worker);
            var unused = worker.completion().handle((nothing, error) -> {
                workers.remove(worker);
                return workers.isEmpty() && empty.complete(true);
            });
        }

        @Override
        public void end() throws Exception {
            workers.forEach(IdleWorker::kill);
            if (!workers.isEmpty()) {
                empty.get();
            }
        }
    }
}
