// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Engine;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** A board in a fake framework, with bundles that publish factories; closing it lets all workers end. */
final class Scene implements AutoCloseable {
    final FakeFramework framework = new FakeFramework();
    final CapturedLog log = new CapturedLog();
    final Board board = new Board(framework.context);
    final FakeBundle bundle = framework.bundle("test.factories");

    private final List<Puppets> puppets = new ArrayList<>();

    /** Publishes a factory in the bundle of this scene and announces it. */
    FakeService<WorkerFactory> arrives(Puppets factory, Object... properties) {
        FakeService<WorkerFactory> service = published(bundle, factory, properties);
        board.arrived(WhiteboardChannel.FACTORIES, service);
        return service;
    }

    /** Publishes a factory without announcing it. */
    FakeService<WorkerFactory> published(FakeBundle owner, Puppets factory, Object... properties) {
        puppets.add(factory);
        return owner.publish(factory, properties);
    }

    void changes(FakeService<WorkerFactory> service, String key, Object value) {
        board.changed(WhiteboardChannel.FACTORIES, service.set(key, value));
    }

    void departs(FakeService<WorkerFactory> service) {
        board.departed(WhiteboardChannel.FACTORIES, service, false);
    }

    /** Configures a runner, with properties given as key, value, key, value. */
    void configures(String pid, Object... properties) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            map.put((String) properties[i], properties[i + 1]);
        }
        board.configure(pid, HostSettings.of(HostKind.RUNNER, pid, map));
    }

    /** As the framework stops a bundle: its services go one after the other, on the caller's thread. */
    void stops(FakeBundle owner, List<? extends ServiceReference<WorkerFactory>> services) {
        owner.state = Bundle.STOPPING;
        services.forEach(service -> board.departed(WhiteboardChannel.FACTORIES, service, true));
        owner.state = Bundle.RESOLVED;
    }

    Optional<FactoryStatus> status(FakeService<WorkerFactory> service) {
        return board.factories().stream()
                .filter(status -> status.serviceId() == service.id())
                .findFirst();
    }

    State state(FakeService<WorkerFactory> service) {
        return status(service).map(FactoryStatus::state).orElse(null);
    }

    String reason(FakeService<WorkerFactory> service) {
        return status(service).map(FactoryStatus::reason).orElse("not there");
    }

    void expect(FakeService<WorkerFactory> service, State state) {
        Eventually.holds(() -> assertThat(state(service))
                .as("%s: %s", service, reason(service))
                .isEqualTo(state));
    }

    void expectGone(FakeService<WorkerFactory> service) {
        Eventually.is(service + " is forgotten", () -> status(service).isEmpty());
    }

    void expectComplaint(String part) {
        Eventually.holds(() ->
                assertThat(log.complaints()).anySatisfy(line -> assertThat(line).contains(part)));
    }

    /** All complaints until now: what the board has said and not logged yet is waited for. */
    List<String> complaints() {
        String mark = "mark " + System.nanoTime();
        board.log().warn(mark);
        // A closed board logs no mark, and its thread ends.
        Eventually.is("all is logged", () -> log.complaints().contains(mark) || !isLogging());
        return log.complaints().stream()
                .filter(line -> !line.startsWith("mark "))
                .toList();
    }

    List<String> complaintsWith(String part) {
        return complaints().stream().filter(line -> line.contains(part)).toList();
    }

    private static boolean isLogging() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("reeve/whiteboard-log"));
    }

    /** The runners that are services now, by name in the order of their registration. */
    List<Runner> runners(String name) {
        return runners().stream().filter(runner -> runner.name().equals(name)).toList();
    }

    List<Runner> runners() {
        return services(Runner.class);
    }

    /** The engines that are services now, by name in the order of their registration. */
    List<Engine> engines(String name) {
        return engines().stream().filter(engine -> engine.name().equals(name)).toList();
    }

    List<Engine> engines() {
        return services(Engine.class);
    }

    private <T> List<T> services(Class<T> type) {
        return framework.registered.stream()
                .map(FakeFramework.Registered::service)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The one runner of a name that is a service; waits until there is exactly one. */
    Runner runner(String name) {
        Eventually.is("one runner " + name, () -> runners(name).size() == 1);
        return runners(name).get(0);
    }

    @Override
    public void close() {
        puppets.forEach(Puppets::hearAgain);
        // Else what is told of them goes into the log of the next scene, as would what is not logged yet.
        Eventually.is(
                "all that departed has ended",
                () -> board.factories().stream().noneMatch(status -> status.state() == State.DEPARTING));
        board.close();
        complaints();
        log.close();
    }
}
