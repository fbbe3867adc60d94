// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SampleTest {
    private static final Pattern FORMAT = Pattern.compile("io:format\\(\"(sample [^\"]*)~n\"");

    @Test
    @DisplayName("what the Erlang program prints is a sample, also where there is no Erlang to print it")
    void erlang() throws Exception {
        try (InputStream script = SampleTest.class.getResourceAsStream("supervisors.escript")) {
            Matcher format = FORMAT.matcher(new String(script.readAllBytes(), UTF_8));
            assertThat(format.find()).isTrue();
            assertThat(Sample.parse(format.group(1).replace("~.3f", "1.500")))
                    .hasValueSatisfying(sample -> assertThat(sample.value()).isEqualTo(1.5));
        }
    }
}
