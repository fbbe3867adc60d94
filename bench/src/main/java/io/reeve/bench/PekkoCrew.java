// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** Typed actors under one parent, on a dispatcher with two threads. */
final class PekkoCrew implements Crew {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final CrewPlan plan;
    private final Post[] posts;
    private final CountDownLatch gone = new CountDownLatch(1);

    private volatile CountDownLatch up = new CountDownLatch(0);
    private @Nullable ActorRef<Order> parent;

    PekkoCrew(CrewPlan plan) {
        this.plan = plan;
        posts = new Post[plan.size()];
        for (int i = 0; i < posts.length; i++) {
            posts[i] = new Post();
        }
        // Not measured, not even in a fresh JVM.
        requireNonNull(Shared.SYSTEM);
    }

    /** One for all crews of this JVM. */
    private static final class Shared {
        static final ActorSystem<Void> SYSTEM = ActorSystem.create(Behaviors.empty(), "bench", config());

        private static Config config() {
            return ConfigFactory.parseString("""
                            pekko {
                              loglevel = OFF
                              stdout-loglevel = OFF
                              log-dead-letters = off
                              jvm-shutdown-hooks = off
                              daemonic = on
                              actor.default-dispatcher {
                                executor = thread-pool-executor
                                thread-pool-executor.fixed-pool-size = 2
                              }
                            }
                            """).withFallback(ConfigFactory.load());
        }
    }

    /** What the user would have: knows its actor. */
    private static final class Post {
        volatile @Nullable ActorRef<Fail> actor;
    }

    /** To a worker. */
    private enum Fail {
        NOW
    }

    /** To the parent. */
    private sealed interface Order {
        record StartAll() implements Order {}

        record StartCrasher(Crasher crasher) implements Order {}

        record StopAll() implements Order {}
    }

    private ActorRef<Order> parent() {
        if (parent == null) {
            Behavior<Order> behavior = Behaviors.setup(this::supervise);
            parent = Shared.SYSTEM.systemActorOf(behavior, "crew-" + NAMES.incrementAndGet(), Props.empty());
        }
        return parent;
    }

    private Behavior<Order> supervise(ActorContext<Order> context) {
        return Behaviors.receive(Order.class)
                .onMessage(Order.StartAll.class, order -> {
                    for (int i = 0; i < posts.length; i++) {
                        context.spawn(idle(posts[i]), plan.ids().get(i));
                    }
                    return Behaviors.same();
                })
                .onMessage(Order.StartCrasher.class, order -> {
                    context.spawn(worker(new Post(), order.crasher()::crashes), "crasher");
                    return Behaviors.same();
                })
                .onMessage(Order.StopAll.class, order -> Behaviors.stopped())
                .onSignal(PostStop.class, signal -> {
                    gone.countDown();
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<Fail> idle(Post post) {
        return worker(post, () -> {
            up.countDown();
            return false;
        });
    }

    private Behavior<Fail> worker(Post post, BooleanSupplier start) {
        Behavior<Fail> behavior = Behaviors.setup(context -> {
            post.actor = context.getSelf();
            if (start.getAsBoolean()) {
                context.getSelf().tell(Fail.NOW);
            }
            return Behaviors.receiveMessage(fail -> {
                throw new Crash();
            });
        });
        return Behaviors.supervise(behavior).onFailure(Crash.class, strategy());
    }

    private SupervisorStrategy strategy() {
        Duration delay = plan.restartDelay();
        return delay == null || delay.isZero()
                ? SupervisorStrategy.restart().withLoggingEnabled(false)
                : SupervisorStrategy.restartWithBackoff(delay, delay, 0).withLoggingEnabled(false);
    }

    @Override
    public void startAll() throws InterruptedException {
        up = new CountDownLatch(posts.length);
        parent().tell(new Order.StartAll());
        up.await();
    }

    @Override
    public void failAll() throws InterruptedException {
        up = new CountDownLatch(posts.length);
        for (Post post : posts) {
            requireNonNull(post.actor).tell(Fail.NOW);
        }
        up.await();
    }

    @Override
    public void crash(Crasher crasher) throws InterruptedException {
        parent().tell(new Order.StartCrasher(crasher));
        crasher.await();
    }

    @Override
    public void stopAll() throws InterruptedException {
        parent().tell(new Order.StopAll());
        gone.await();
    }

    @Override
    public void close() throws InterruptedException {
        stopAll();
    }
}
