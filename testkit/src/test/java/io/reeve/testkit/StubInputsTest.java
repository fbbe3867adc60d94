// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.ManifoldSignal;
import io.reeve.dependency.MissingInputException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StubInputsTest {
    private final StubInputs inputs = StubInputs.of("client");

    @Test
    @DisplayName("H-8 H-9 a name has one output or several, of which the first that fits is taken")
    void outputs() {
        inputs.with("one", "text").with("several", 1, "first", "second");
        assertThat(inputs.get("one", String.class)).isEqualTo("text");
        assertThat(inputs.get("several", CharSequence.class)).isEqualTo("first");
        assertThat(inputs.get("several", Number.class)).isEqualTo(1);
        assertThat(inputs.find("one", String.class)).contains("text");
        assertThat(inputs.isRunning("one")).isTrue();
    }

    @Test
    @DisplayName("H-8 a stored error is thrown by every use")
    void errors() {
        RuntimeException error = new MissingInputException("clock");
        inputs.failing("clock", error);
        assertThatThrownBy(() -> inputs.get("clock", Object.class)).isSameAs(error);
        assertThatThrownBy(() -> inputs.find("clock", Object.class)).isSameAs(error);
        assertThatThrownBy(() -> inputs.require("clock")).isSameAs(error);
        assertThatThrownBy(() -> inputs.isRunning("clock")).isSameAs(error);
    }

    @Test
    @DisplayName("H-9 without a type an input is only required to run")
    void existence() {
        inputs.with("db").without("cache");
        inputs.require("db");
        assertThatThrownBy(() -> inputs.require("cache"))
                .isInstanceOf(MissingInputException.class)
                .hasMessage("\"cache\" not running: dependency not available");
        assertThatThrownBy(() -> inputs.get("cache", Object.class)).isInstanceOf(MissingInputException.class);
        assertThat(inputs.find("cache", Object.class)).isEmpty();
        assertThat(inputs.isRunning("cache")).isFalse();
    }

    @Test
    @DisplayName("H-9 if no output fits, the error names the outputs and the type")
    void noneFits() {
        inputs.with("db", "text", 1);
        assertThatThrownBy(() -> inputs.get("db", Runnable.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("db")
                .hasMessageContaining("java.lang.Runnable")
                .hasMessageContaining("[text, 1]");
    }

    @Test
    @DisplayName("H-9 B-72 an unknown name is not something missing, but a fault of the manifold or of the test")
    void unknownName() {
        inputs.with("db");
        assertThatThrownBy(() -> inputs.get("bd", Object.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\"bd\"")
                .hasMessageContaining("'client'")
                .hasMessageContaining("db")
                .satisfies(error -> assertThat(ManifoldSignal.in(error)).isNull());
        assertThatThrownBy(() -> inputs.require("bd")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> inputs.isRunning("bd")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> inputs.find("bd", Object.class)).isInstanceOf(AssertionError.class);
    }

    @Test
    @DisplayName("B-71 null as an output is refused when it is given")
    void nullOutput() {
        assertThatThrownBy(() -> inputs.with("db", (Object) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> inputs.failing("db", null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @DisplayName("H-10 the start can be cancelled")
    void cancellation() {
        assertThat(inputs.isCancelled()).isFalse();
        assertThat(inputs.cancelled().toCompletableFuture()).isNotDone();
        inputs.cancel();
        assertThat(inputs.isCancelled()).isTrue();
        assertThat(inputs.cancelled().toCompletableFuture()).isDone();
        assertThat(inputs.id()).isEqualTo("client");
        assertThat(inputs.generation()).isEqualTo(1);
    }
}
