// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of what {@code --locks} shows; whether others are seen waiting depends on the moment. */
@Timeout(60)
class LocksTest {
    @Test
    void lookupsAndStatusNeverWaitForALock() throws Exception {
        List<Locks.Task> free = Locks.watch(Duration.ofSeconds(2)).stream()
                .filter(Locks.Task::isFree)
                .toList();

        assertThat(free).extracting(Locks.Task::name).containsExactly("lookup", "status");
        assertThat(free).allSatisfy(task -> {
            assertThat(task.times().sum()).isPositive();
            assertThat(task.waits().sum()).isZero();
        });
    }
}
