// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RankedErrorsTest {
    private final RankedErrors errors = new RankedErrors();
    private final Exception one = new Exception("one");
    private final Exception two = new Exception("two");

    @Test
    @DisplayName("B-1: the first error stays the best unless a later one is more important")
    void firstStays() {
        assertThat(errors.best()).isNull();
        assertThat(errors.result()).isNull();
        errors.add(one, false);
        errors.add(two, false);
        assertThat(errors.result()).isSameAs(one);
        assertThat(one.getSuppressed()).containsExactly(two);
    }

    @Test
    @DisplayName("B-19: each error is attached once, the best one never to itself")
    void attachedOnce() {
        errors.add(one, true);
        errors.add(two, true);
        errors.add(one, false);
        errors.add(two, false);
        assertThat(errors.result()).isSameAs(two);
        assertThat(errors.result()).isSameAs(two);
        assertThat(two.getSuppressed()).containsExactly(one);
        assertThat(one.getSuppressed()).isEmpty();
    }

    @Test
    @DisplayName("whoever adds an error is told whether it is the best one now")
    void tellsTheBest() {
        Exception greater = new Exception("greater");
        assertThat(errors.add(one, false)).isTrue();
        assertThat(errors.add(two, false)).isFalse();
        assertThat(errors.best()).isSameAs(one);
        assertThat(errors.add(greater, true)).isTrue();
        assertThat(errors.result()).isSameAs(greater);
        assertThat(greater.getSuppressed()).containsExactly(one, two);
    }
}
