// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whether a class loader that is held would be found. */
final class OldLoadersTest {
    private final List<ClassLoader> leak = new ArrayList<>();

    @Test
    @DisplayName("a class loader that somebody holds is found, and so is who holds it")
    void heldLoader() throws Exception {
        OldLoaders old = new OldLoaders();
        leak.add(new ClassLoader(null) {});
        old.add(leak.get(0));

        assertThat(old.areCollected()).isFalse();
        assertThat(old.held()).contains("[1] are held", "OldLoadersTest.leak");

        leak.clear();
        old.awaitCollected();
    }
}
