// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.catacomb;

import static io.reeve.behaviour.catacomb.Scene.errorOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.DyingException;
import io.reeve.testkit.ScriptedWorker;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which error wins, and what is none. */
final class ErrorsTest {
    @RegisterExtension
    final Scene scene = new Scene();

    private final Exception first = new Exception("first");
    private final Exception second = new Exception("second");

    @Test
    @DisplayName("C-30 the result is the first error, whether it comes from kill, from a worker or from the work")
    void theFirstWins() throws Exception {
        Catacomb killed = scene.living(ScriptedWorker.failing(second));
        killed.kill(first);
        assertThat(errorOf(killed)).isSameAs(first);

        Catacomb lost = scene.start(
                "throws while dying",
                self -> {
                    try {
                        Scene.OBEDIENT.run(self);
                    } finally {
                        throwing(second);
                    }
                },
                ScriptedWorker.dead(first));
        assertThat(errorOf(lost)).isSameAs(first);

        Catacomb thrown = scene.start("throws", self -> throwing(first), ScriptedWorker.failing(second));
        assertThat(errorOf(thrown)).isSameAs(first);
    }

    private static void throwing(Exception error) throws Exception {
        throw error;
    }

    @Test
    @DisplayName("C-30 without an error the result is success")
    void success() throws Exception {
        Catacomb catacomb = scene.living(ScriptedWorker.obedient());
        catacomb.kill();
        assertThat(errorOf(catacomb)).isNull();
        assertThat(catacomb.failure()).isEmpty();
    }

    @Test
    @DisplayName("C-31 success does not take the place of an error, an error does take the place of success")
    void errorsBeatSuccess() throws Exception {
        Catacomb failed = scene.dying();
        failed.kill(first);
        failed.kill();
        failed.kill(null);
        assertThat(failed.failure()).containsSame(first);
        failed.kill(second);
        assertThat(failed.failure()).containsSame(first);
    }

    @Test
    @DisplayName("B-35 later distinct errors are attached to the first one, in order and once each")
    void laterErrorsAreSuppressed() throws Exception {
        ScriptedWorker worker = scene.deaf();
        Catacomb catacomb = scene.living(worker);
        catacomb.kill(first);
        catacomb.kill(second);
        catacomb.kill(first);
        catacomb.kill(second);
        Exception third = new Exception("third");
        worker.end(third);
        assertThat(errorOf(catacomb)).isSameAs(first);
        assertThat(first.getSuppressed()).containsExactly(second, third);
        assertThat(first.getCause()).isNull();
    }

    @Test
    @DisplayName("C-32 dying or dead, a catacomb has one value that says so; alive, asking for it is a misuse")
    void dyingException() throws Exception {
        Catacomb catacomb = scene.living();
        assertThatThrownBy(catacomb::dyingException)
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(DyingException.class)
                .hasMessageContainingAll("'living'", "alive");
        catacomb.kill();
        DyingException dying = catacomb.dyingException();
        assertThat(dying).hasMessageContainingAll("'living'", "is dying");
        errorOf(catacomb);
        assertThat(catacomb.dyingException()).isSameAs(dying);
        assertThat(scene.dying().dyingException()).isNotEqualTo(dying);
    }

    @Test
    @DisplayName("C-33 C-37 its own dying exception, bare or anywhere among the causes, counts as success")
    void ownDyingExceptionIsSuccess() throws Exception {
        Catacomb catacomb = scene.dying();
        DyingException dying = catacomb.dyingException();
        catacomb.kill(dying);
        catacomb.kill(new CompletionException(dying));
        catacomb.kill(new IOException("flush", new IllegalStateException("closed", dying)));
        assertThat(catacomb.failure()).isEmpty();
        catacomb.kill(first);
        catacomb.kill(dying);
        assertThat(catacomb.failure()).containsSame(first);
        assertThat(first.getSuppressed()).isEmpty();
    }

    @Test
    @DisplayName("C-33 work and workers that end with the dying exception end cleanly")
    void dyingExceptionAsResult() throws Exception {
        ScriptedWorker worker = scene.deaf();
        Catacomb catacomb = scene.start(
                "obeys",
                self -> {
                    errorOf(self.dying());
                    throw new IllegalStateException("stopped in the middle", self.dyingException());
                },
                worker);
        catacomb.kill();
        worker.end(catacomb.dyingException());
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("C-34 the dying exception of another catacomb, given or as a worker's error, is a new misuse error")
    void foreignDyingExceptionIsMisuse() throws Exception {
        DyingException foreign = scene.dying().dyingException();
        Catacomb given = scene.start("given", Scene.OBEDIENT);
        given.kill(foreign);
        assertThat(errorOf(given))
                .isInstanceOf(IllegalStateException.class)
                .isNotSameAs(foreign)
                .hasMessageContainingAll("misuse", "'given'", "another", "'living'");
        IOException wrapped = new IOException("wrapped", foreign);
        Catacomb owner = scene.start("owner", Scene.OBEDIENT, ScriptedWorker.dead(wrapped));
        assertThat(errorOf(owner)).hasMessageContainingAll("misuse", "'owner'").hasSuppressedException(wrapped);
    }

    @Test
    @DisplayName("C-34 a misuse is found once: to the owner of the catacomb it is an error like any other")
    void misuseIsAnOrdinaryErrorToTheOwner() throws Exception {
        Catacomb inner = scene.start("inner", Scene.OBEDIENT);
        Catacomb outer = scene.start("outer", Scene.OBEDIENT, inner);
        inner.kill(scene.dying().dyingException());
        Throwable misuse = errorOf(inner);
        assertThat(misuse).hasMessageContaining("'inner'");
        assertThat(errorOf(outer)).isSameAs(misuse);
    }

    @Test
    @DisplayName("C-36 the complaint that there is no dying exception is an ordinary error")
    void misuseWhileAlive() throws Exception {
        Catacomb catacomb = scene.living();
        Throwable complaint = Scene.get(Scene.thrownElsewhere(catacomb::dyingException));
        catacomb.kill(complaint);
        assertThat(errorOf(catacomb)).isSameAs(complaint);
    }

    @Test
    @DisplayName("C-37 causes that go round in a circle do no harm")
    void circularCauses() throws Exception {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);
        Catacomb catacomb = scene.living();
        catacomb.kill(one);
        assertThat(errorOf(catacomb)).isSameAs(one);
    }

    @Test
    @DisplayName("C-38 the error of a worker that fails while it is stopped beats success, but no earlier error")
    void errorsWhileStopping() throws Exception {
        Catacomb clean = scene.living(ScriptedWorker.failing(first));
        clean.kill();
        assertThat(errorOf(clean)).isSameAs(first);

        Catacomb failed = scene.living(ScriptedWorker.failing(second));
        Exception earlier = new Exception("earlier");
        failed.kill(earlier);
        assertThat(errorOf(failed)).isSameAs(earlier).hasSuppressedException(second);
    }

    @Test
    @DisplayName("C-39 B-31 after dead, kill changes nothing")
    void killAfterDead() throws Exception {
        Catacomb clean = scene.dead();
        clean.kill(first);
        clean.kill();
        assertThat(errorOf(clean)).isNull();
        assertThat(clean.failure()).isEmpty();

        Catacomb failed = scene.living();
        failed.kill(first);
        assertThat(errorOf(failed)).isSameAs(first);
        failed.kill(second);
        assertThat(errorOf(failed)).isSameAs(first);
        assertThat(first.getSuppressed()).isEmpty();
    }

    @Test
    @DisplayName("one error that arrives by several ways is one error")
    void oneErrorByTwoWays() throws Exception {
        ScriptedWorker worker = scene.deaf();
        Catacomb catacomb = scene.start("waits", self -> self.await(worker.completion()), worker);
        worker.end(first);
        assertThat(errorOf(catacomb)).isSameAs(first);
        assertThat(first.getSuppressed()).isEmpty();
    }
}
