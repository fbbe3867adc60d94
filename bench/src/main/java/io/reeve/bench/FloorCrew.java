// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The floor: a {@code ConcurrentHashMap.put}, a {@code CompletableFuture} and an {@code executor.execute} per
 * worker, on a fixed pool of two. Errors go as values. Workers that fail or are stopped are watched through their
 * future; the others are not watched at all.
 */
final class FloorCrew implements Crew {
    private static final Object STOPPED = new Object();

    private final CrewPlan plan;
    private final Post[] posts;
    private final ConcurrentHashMap<String, CompletableFuture<Object>> workers = new ConcurrentHashMap<>();
    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);

    private volatile CountDownLatch up = new CountDownLatch(0);
    private volatile CountDownLatch gone = new CountDownLatch(0);

    FloorCrew(CrewPlan plan) {
        this.plan = plan;
        posts = new Post[plan.size()];
        for (int i = 0; i < posts.length; i++) {
            posts[i] = new Post(plan.ids().get(i));
        }
    }

    /** What the user would have: knows its worker. */
    private static final class Post {
        final String id;
        volatile @Nullable CompletableFuture<Object> end;

        Post(String id) {
            this.id = id;
        }
    }

    @Override
    public void startAll() throws InterruptedException {
        up = new CountDownLatch(posts.length);
        for (Post post : posts) {
            start(post);
        }
        up.await();
    }

    private void start(Post post) {
        CompletableFuture<Object> end = new CompletableFuture<>();
        workers.put(post.id, end);
        pool.execute(() -> run(post, end));
    }

    private void run(Post post, CompletableFuture<Object> end) {
        post.end = end;
        Duration delay = plan.restartDelay();
        if (delay != null) {
            var unused = end.thenAccept(how -> ended(post, how, delay));
        }
        up.countDown();
    }

    private void ended(Post post, Object how, Duration delay) {
        if (how == STOPPED) {
            workers.remove(post.id);
            gone.countDown();
        } else if (delay.isZero()) {
            start(post);
        } else {
            var unused = timers.schedule(() -> start(post), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void failAll() throws InterruptedException {
        up = new CountDownLatch(posts.length);
        for (Post post : posts) {
            requireNonNull(post.end).complete(new Crash());
        }
        up.await();
    }

    @Override
    public void crash(Crasher crasher) throws InterruptedException {
        crashAgain("crasher", crasher);
        crasher.await();
    }

    private void crashAgain(String id, Crasher crasher) {
        CompletableFuture<Object> end = new CompletableFuture<>();
        workers.put(id, end);
        pool.execute(() -> {
            if (crasher.crashes()) {
                end.complete(new Crash());
            }
            var unused = end.thenAccept(how -> crashAgain(id, crasher));
        });
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is the worker
    public Object lookup(String id) {
        return requireNonNull(workers.get(id));
    }

    @Override
    public Object report() {
        Map<String, Object> report = new LinkedHashMap<>();
        workers.forEach((id, worker) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("state", worker.isDone() ? "stopped" : "started");
            entry.put("started", "2026-11-24 00:00:00");
            entry.put("generation", 1L);
            report.put(id, entry);
        });
        return report;
    }

    @Override
    public void stopAll() throws InterruptedException {
        gone = new CountDownLatch(posts.length);
        for (Post post : posts) {
            requireNonNull(post.end).complete(STOPPED);
        }
        gone.await();
    }

    @Override
    public void close() {
        pool.shutdownNow();
        timers.shutdownNow();
    }
}
