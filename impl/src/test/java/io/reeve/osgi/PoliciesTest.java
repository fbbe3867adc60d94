// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.FailurePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class PoliciesTest {
    private final FakeFramework framework = new FakeFramework();
    private final FakeBundle bundle = framework.bundle("policies");
    private final Policies policies = new Policies(framework.context);

    private FakeService<FailurePolicy> add(FailurePolicy policy, Object... properties) {
        FakeService<FailurePolicy> service = new FakeService<>(bundle, policy);
        for (int i = 0; i < properties.length; i += 2) {
            service.set((String) properties[i], properties[i + 1]);
        }
        policies.add(service);
        return service;
    }

    private static FailurePolicy policy() {
        // An object of its own each time, which a lambda that captures nothing would not be.
        return new FailurePolicy() {
            @Override
            public boolean isFatal(String id, Throwable error) {
                return true;
            }
        };
    }

    @Test
    void withoutAPolicyThereIsNone() {
        assertThat(policies.best(HostKind.RUNNER, "r")).isEmpty();
    }

    @Test
    void theHighestRankingWinsThenTheOldest() {
        FailurePolicy low = policy();
        FailurePolicy old = policy();
        FailurePolicy young = policy();
        add(low, "service.ranking", -1);
        FakeService<FailurePolicy> oldOne = add(old);
        FakeService<FailurePolicy> youngOne = add(young);

        assertThat(policies.best(HostKind.RUNNER, "r")).containsSame(old);
        policies.remove(oldOne);
        assertThat(policies.best(HostKind.RUNNER, "r")).containsSame(young);
        policies.remove(youngOne);
        assertThat(policies.best(HostKind.RUNNER, "r")).containsSame(low);
    }

    @Test
    void aPolicyThatNamesARunnerIsForThatOneOnly() {
        FailurePolicy special = policy();
        FailurePolicy general = policy();
        add(special, "worker.runner", "r", "service.ranking", 5);
        add(general);

        assertThat(policies.best(HostKind.RUNNER, "r")).containsSame(special);
        assertThat(policies.best(HostKind.RUNNER, "s")).containsSame(general);
    }

    static List<Named<Object>> spellings() {
        return List.of(
                Named.of("list", List.of("q", "r")),
                Named.of("array", new String[] {"q", "r"}),
                Named.of("with spaces", " r "));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    @DisplayName("OC-10 the runner of a policy is read as tolerantly as that of a factory")
    void runnerInOtherSpellings(Object names) {
        FailurePolicy policy = policy();
        add(policy, "worker.runner", names);

        assertThat(policies.best(HostKind.RUNNER, "r")).containsSame(policy);
    }

    @Test
    @DisplayName("OC-11 a policy is got when it is first asked, once, and let go when it goes")
    void useCount() {
        FakeService<FailurePolicy> service = add(policy());
        assertThat(service.uses()).isZero();
        policies.best(HostKind.RUNNER, "r");
        policies.best(HostKind.RUNNER, "s");
        assertThat(service.uses()).isOne();

        policies.remove(service);

        assertThat(service.uses()).isZero();
        assertThat(service.excess()).isZero();
        assertThat(policies.best(HostKind.RUNNER, "r")).isEmpty();
    }

    @Test
    @DisplayName("OC-11 a policy that was never asked is not let go")
    void neverAsked() {
        FakeService<FailurePolicy> service = add(policy());

        policies.remove(service);
        policies.remove(service);

        assertThat(service.excess()).isZero();
    }

    @Test
    void aServiceThatCannotBeGotCountsAsNoneAndIsAskedForAgain() {
        FailurePolicy policy = policy();
        FakeService<FailurePolicy> service = add(policy);
        service.object = () -> null;
        assertThat(policies.best(HostKind.RUNNER, "r")).isEmpty();

        service.object = () -> policy;
        assertThat(policies.best(HostKind.RUNNER, "r")).containsSame(policy);
        assertThat(service.uses()).isOne();
    }

    @Test
    @DisplayName("OC-11 a policy that goes while it is being got is let go")
    void goesWhileItIsGot() {
        FailurePolicy policy = policy();
        FakeService<FailurePolicy> service = add(policy);
        service.object = () -> {
            policies.remove(service);
            return policy;
        };

        assertThat(policies.best(HostKind.RUNNER, "r")).isEmpty();
        assertThat(service.uses()).isZero();
        assertThat(service.excess()).isZero();
    }

    @RepeatedTest(100)
    @DisplayName("OC-11 gets and lets go balance, whoever comes first")
    void race() throws Exception {
        FakeService<FailurePolicy> service = add(policy());
        CyclicBarrier start = new CyclicBarrier(4);
        AtomicInteger odd = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Eventually.inBackground(() -> {
                start.await();
                policies.best(HostKind.RUNNER, "r")
                        .ifPresent(policy -> odd.addAndGet(policy.isFatal("a", new Error()) ? 0 : 1));
                return null;
            }));
        }
        start.await();
        policies.remove(service);
        threads.forEach(Eventually::ends);

        assertThat(service.uses()).isZero();
        assertThat(service.excess()).isZero();
        assertThat(odd).as("calls of a policy that stands for none").hasValue(0);
    }

    @Test
    void aServiceFactoryThatBlocksWhenItsServiceIsLetGoHoldsUpNoOther() {
        FakeService<FailurePolicy> service = add(policy());
        policies.best(HostKind.RUNNER, "r");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        service.onUnget = () -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Thread remover = Eventually.inBackground(() -> {
            policies.remove(service);
            return null;
        });
        Eventually.is("inside", () -> inside.getCount() == 0);
        try {
            Eventually.ends(Eventually.inBackground(() -> add(policy())));
        } finally {
            go.countDown();
        }
        Eventually.ends(remover);
    }
}
