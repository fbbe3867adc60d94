// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Hands items to one consumer, in order and one at a time, on an executor. No thread is held while there is
 * nothing to do.
 *
 * <p>Adding is split in two: {@link #enqueue} fixes the order and may be called with a lock held, {@link #poke}
 * gets the executor going and may not.
 *
 * @param <T> the type of the items
 */
public final class SerialLane<T> {
    /** After so many items the executor may do something else in between. */
    private static final int BATCH = 256;

    private final Consumer<? super T> consumer;
    private final Queue<T> items = new ConcurrentLinkedQueue<>();

    /** How many items were enqueued and not yet consumed; may lag behind the queue for a moment. */
    private final AtomicInteger pending = new AtomicInteger();

    private final SerialTask drain;

    /**
     * Creates a lane.
     *
     * @param executor where the consumer runs
     * @param consumer what becomes of the items; what it throws is ignored, but one that had no memory for an item
     *     gets it again
     */
    public SerialLane(Executor executor, Consumer<? super T> consumer) {
        this.consumer = consumer;
        this.drain = new SerialTask(executor, () -> pending.get() > 0, this::drain);
    }

    /**
     * Adds an item behind those already there. Calls no foreign code.
     *
     * @param item the item
     */
    public void enqueue(T item) {
        items.add(item);
        pending.incrementAndGet();
    }

    /** Sees to it that what was enqueued is consumed. */
    public void poke() {
        drain.poke();
    }

    /**
     * Adds an item and sees to it that it is consumed.
     *
     * @param item the item
     */
    public void submit(T item) {
        enqueue(item);
        poke();
    }

    private void drain() {
        for (int count = 0; count < BATCH; count++) {
            T item = items.peek();
            if (item == null) {
                break;
            }
            consume(item);
            // Not before: what breaks off begins with the same item again.
            items.poll();
            pending.decrementAndGet();
        }
    }

    @SuppressWarnings("EmptyCatch") // contract: a consumer that throws spoils only its own item
    private void consume(T item) {
        for (int attempts = 0; ; attempts++) {
            try {
                consumer.accept(item);
                return;
            } catch (OutOfMemoryError full) {
                if (!Room.pause(attempts)) {
                    return;
                }
            } catch (Throwable ignored) {
                return;
            }
        }
    }
}
