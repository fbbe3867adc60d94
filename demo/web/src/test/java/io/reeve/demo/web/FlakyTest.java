// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.demo.loop.ThreadWorker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class FlakyTest {
    @Test
    @DisplayName("each generation fails with another error, then they come round again")
    void failsInManyWays() throws Exception {
        Set<Class<?>> errors = new HashSet<>();
        for (int generation = 1; generation <= 8; generation++) {
            try {
                ThreadWorker.start("flaky", new Flaky(generation, 2, Duration.ZERO))
                        .await();
            } catch (ExecutionException e) {
                errors.add(e.getCause().getClass());
            }
        }
        assertThat(errors).hasSize(4);
    }
}
