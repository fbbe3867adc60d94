// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The least that each operation can be: a map, and one task of a pool. It does not change with time, so if it takes
 * longer all the same, the machine does.
 */
final class FloorFlock implements Flock {
    private final int size;
    private final Map<Integer, IdleWorker> workers = new ConcurrentHashMap<>();
    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    FloorFlock(int size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void start(int slot) throws Exception {
        pool.submit(() -> workers.put(slot, new IdleWorker())).get();
    }

    @Override
    public void stop(int slot) throws Exception {
        pool.submit(() -> workers.remove(slot)).get();
    }

    @Override
    public void fail(int slot) throws Exception {
        start(slot);
    }

    @Override
    public void restart(int slot) throws Exception {
        start(slot);
    }

    @Override
    public Object lookup(int slot) {
        return requireNonNull(workers.get(slot));
    }

    @Override
    public Object report() {
        return new HashMap<>(workers);
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
