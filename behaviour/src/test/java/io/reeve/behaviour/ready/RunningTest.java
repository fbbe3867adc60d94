// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.ready;

import static io.reeve.testkit.WorkerChecks.checkAlive;
import static io.reeve.testkit.WorkerChecks.checkKill;
import static io.reeve.testkit.WorkerChecks.checkKilled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reeve.catacomb.Workers;
import io.reeve.worker.Worker;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a worker from code that respects interruption")
final class RunningTest {
    private static Worker answering(Exception answer) throws InterruptedException {
        Signal begun = new Signal();
        Worker worker = Workers.calling("answering", () -> {
            try {
                begun.set();
                return new CountDownLatch(1).await(1, TimeUnit.DAYS);
            } catch (InterruptedException told) {
                throw answer == null ? told : answer;
            }
        });
        begun.await();
        return worker;
    }

    @Test
    @DisplayName("ends without error when the code returns")
    void endsWithTheCode() throws Exception {
        assertThat(checkKilled(Workers.running("run", () -> {}))).isEmpty();
        assertThat(checkKilled(Workers.calling("call", () -> "dropped"))).isEmpty();
    }

    @Test
    @DisplayName("ends with what the code threw, an Error too")
    void endsWithTheErrorOfTheCode() throws Exception {
        Exception exception = new IOException("checked");
        Error error = new StackOverflowError("an error");
        assertThat(checkKilled(Workers.calling("call", () -> {
                    throw exception;
                })))
                .containsSame(exception);
        assertThat(checkKilled(Workers.running("run", () -> {
                    throw error;
                })))
                .containsSame(error);
    }

    @Test
    @DisplayName("an answer to the interrupt is a clean end, bare or in an unchecked exception")
    void anAnswerToTheInterruptIsAClean() throws Exception {
        assertThat(checkKill(answering(null))).isEmpty();
        assertThat(checkKill(answering(new CancellationException()))).isEmpty();
        assertThat(checkKill(answering(new ClosedByInterruptException()))).isEmpty();
        assertThat(checkKill(answering(new IllegalStateException(new InterruptedException()))))
                .isEmpty();
    }

    @Test
    @DisplayName("any other error after a kill is the worker's")
    void otherErrorsAfterAKillCount() throws Exception {
        Exception lost = new IOException("lost", new InterruptedException());
        assertThat(checkKill(answering(lost))).containsSame(lost);
    }

    @Test
    @DisplayName("an interruption that nobody asked for is an error")
    void anInterruptionWithoutKillIsAnError() throws Exception {
        InterruptedException strange = new InterruptedException("not by us");
        assertThat(checkKilled(Workers.calling("call", () -> {
                    throw strange;
                })))
                .containsSame(strange);
    }

    @Test
    @DisplayName("is waited for when it ignores the interrupt, which comes once")
    void codeThatIgnoresTheInterruptIsWaitedFor() throws Exception {
        Signal begun = new Signal();
        Signal interrupted = new Signal();
        Signal open = new Signal();
        AtomicInteger interrupts = new AtomicInteger();
        Worker worker = Workers.running("stubborn", () -> {
            begun.set();
            interrupts.set(open.awaitStubbornly(interrupted::set));
        });
        begun.await();
        worker.kill();
        worker.kill();
        interrupted.await();
        checkAlive(worker);
        open.set();
        assertThat(checkKilled(worker)).isEmpty();
        assertThat(interrupts).hasValue(1);
    }

    @Test
    @DisplayName("may be killed by its own code")
    void mayKillItself() throws Exception {
        CompletableFuture<Worker> self = new CompletableFuture<>();
        Worker worker = Workers.calling("self", () -> {
            self.get().kill();
            return new CountDownLatch(1).await(1, TimeUnit.DAYS);
        });
        self.complete(worker);
        assertThat(checkKilled(worker)).isEmpty();
    }

    @Test
    @DisplayName("runs on a thread with its name and the class loader of the code")
    void hasNameAndLoader() throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();
        CompletableFuture<ClassLoader> loader = new CompletableFuture<>();
        assertThat(checkKilled(Workers.running("my code", () -> {
                    name.complete(Thread.currentThread().getName());
                    loader.complete(Thread.currentThread().getContextClassLoader());
                })))
                .isEmpty();
        assertThat(name).isCompletedWithValue("reeve/my code");
        assertThat(loader).isCompletedWithValue(RunningTest.class.getClassLoader());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    @DisplayName("a blank name is refused")
    void blankNamesAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workers.running(name, () -> {}))
                .withMessageContaining("name");
        assertThatIllegalArgumentException().isThrownBy(() -> Workers.calling(name, () -> 1));
    }

    @Test
    @DisplayName("null is refused by name")
    void nullIsRefused() {
        Callable<?> none = null;
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.running("a", null))
                .withMessage("code");
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.calling("a", none))
                .withMessage("code");
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.running(null, () -> {}))
                .withMessage("name");
    }
}
