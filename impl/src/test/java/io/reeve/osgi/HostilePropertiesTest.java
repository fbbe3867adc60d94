// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.WorkerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Whatever stands in configurations and service properties: nothing throws, and what is nonsense counts as unsaid. */
class HostilePropertiesTest {
    /** Controls, formats such as a change of direction, halves of pairs, ends of lines. */
    private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final FakeFramework framework = new FakeFramework();

    private static List<String> keysOf(HostKind kind) {
        List<String> keys = new ArrayList<>(List.of(
                kind.nameProperty,
                HostSettings.FATAL_ERRORS,
                HostSettings.FATAL_ACTION,
                HostSettings.STOP_GRACE,
                HostSettings.START_WARNING));
        keys.addAll(PolicyKey.under(kind.policyPrefix, PolicyKey.ALL));
        keys.addAll(kind.ownKeys());
        return keys;
    }

    @Provide
    Arbitrary<Map<String, Object>> runners() {
        return HostileProperties.under(keysOf(HostKind.RUNNER));
    }

    @Provide
    Arbitrary<Map<String, Object>> engines() {
        return HostileProperties.under(keysOf(HostKind.ENGINE));
    }

    @Provide
    Arbitrary<Map<String, Object>> services() {
        List<String> keys = new ArrayList<>(List.of(
                "worker.id",
                "worker.runner",
                "manifold.name",
                "manifold.engine",
                "manifold.publish",
                "publish.service.ranking",
                "service.pid",
                "component.name",
                "service.ranking"));
        keys.addAll(PolicyKey.under("worker.", PolicyKey.ALL));
        keys.addAll(PolicyKey.under("manifold.", PolicyKey.ALL));
        return HostileProperties.under(keys);
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileProperties.texts();
    }

    @Property
    @Label("OC-10 a configuration of a runner: complaints are safe and one a key, what they are about counts as unsaid")
    void runner(@ForAll("runners") Map<String, Object> properties) {
        assertReadsAsIfNonsenseWereNotThere(HostKind.RUNNER, HostileProperties.setting(properties));
    }

    @Property
    @Label(
            "OC-10 a configuration of an engine: complaints are safe and one a key, what they are about counts as unsaid")
    void engine(@ForAll("engines") Map<String, Object> properties) {
        assertReadsAsIfNonsenseWereNotThere(HostKind.ENGINE, HostileProperties.setting(properties));
    }

    private static void assertReadsAsIfNonsenseWereNotThere(HostKind kind, Map<String, Object> properties) {
        HostSettings read = HostSettings.of(kind, kind.pid, properties);

        assertSafe(read.complaints());
        assertSafe(List.of(read.name()));
        Map<String, Object> sensible = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sensible.putAll(properties);
        for (String key : keysOf(kind)) {
            List<String> complaints = read.complaints().stream()
                    .filter(complaint -> complaint.startsWith(key + " "))
                    .toList();
            assertThat(complaints).as(key).hasSizeLessThanOrEqualTo(1);
            // A list keeps what makes sense in it.
            if (!complaints.isEmpty() && !key.equals(HostSettings.FATAL_ERRORS)) {
                sensible.remove(key);
                sensible.remove(key.replace("-", ""));
            }
        }
        assertThat(withoutComplaints(HostSettings.of(kind, kind.pid, sensible))).isEqualTo(withoutComplaints(read));
    }

    private static HostSettings withoutComplaints(HostSettings settings) {
        return new HostSettings(
                settings.kind(),
                settings.name(),
                settings.supervision(),
                settings.fatalErrors(),
                settings.fatalAction(),
                settings.stopGrace(),
                settings.startWarning(),
                settings.pace(),
                List.of());
    }

    @Property
    @Label("OC-10 properties of a service are read, whatever they are, and make a whole with those of any host")
    void service(
            @ForAll("services") Map<String, Object> properties, @ForAll("runners") Map<String, Object> configuration) {
        FakeService<WorkerFactory> service = framework.bundle("b").publish(new Puppets());
        HostileProperties.setting(properties).forEach(service::set);
        Supervision base = HostSettings.of(
                        HostKind.RUNNER, RunnerComponent.PID, HostileProperties.setting(configuration))
                .supervision();

        for (OfferProperties read : List.of(OfferProperties.ofFactory(service), OfferProperties.ofManifold(service))) {
            assertSafe(read.complaints());
            assertThat(read.supervision().over(base)).isNotNull();
            assertThat(read.usable() || !read.remarks().isEmpty())
                    .as("a reason why it is refused")
                    .isTrue();
        }
        assertThat(HostNames.in(service)).isNotNull();
    }

    private static void assertSafe(List<String> complaints) {
        assertThat(complaints).allSatisfy(complaint -> {
            assertThat(HARMFUL.matcher(complaint).find()).as(complaint).isFalse();
            assertThat(complaint).hasSizeLessThan(3_000);
        });
    }

    @Property
    @Label("a name in quotes is one line without anything that steers a terminal, and short")
    void quoting(@ForAll("texts") String name) {
        String quoted = Log.quote(name);

        assertThat(HARMFUL.matcher(quoted).find()).isFalse();
        assertThat(quoted).startsWith("'").endsWith("'").hasSizeLessThan(80 * 7 + 3);
    }

    @Property
    @Label("OC-10 every duration that is written in a usual way is read as it was meant")
    void durations(@ForAll @LongRange(min = 0, max = 100_000_000_000L) long number, @ForAll("blanks") String blank) {
        assertThat(read(number + blank + "ms")).isEqualTo(Duration.ofMillis(number));
        assertThat(read(number + blank + "s")).isEqualTo(Duration.ofSeconds(number));
        assertThat(read(number + blank + "M")).isEqualTo(Duration.ofMinutes(number));
        assertThat(read(number + blank + "h")).isEqualTo(Duration.ofHours(number));
        assertThat(read(number + blank + "d")).isEqualTo(Duration.ofDays(number));
        assertThat(read(blank + number + blank)).isEqualTo(Duration.ofMillis(number));
        assertThat(read(Duration.ofNanos(number).toString())).isEqualTo(Duration.ofNanos(number));
        assertThat(read(number)).isEqualTo(Duration.ofMillis(number));
    }

    @Provide
    Arbitrary<String> blanks() {
        return Arbitraries.of("", " ", "\t", "  ");
    }

    private static Duration read(Object value) {
        PropertyReader reader = new PropertyReader(key -> value);
        Duration duration = reader.duration("some.key", "what else");
        assertThat(reader.complaints()).isEmpty();
        return duration;
    }
}
