// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.Engine;
import io.reeve.dependency.whiteboard.ManifoldWhiteboard;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.event.FailureJournal;
import io.reeve.worker.whiteboard.Whiteboard;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Ties the board to the life of this bundle. The components only feed it: so runners and engines outlive a restart of the
 * component runtime, and end with this bundle even when the component runtime gave up deactivating.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.reeve.worker.Runner,io.reeve.worker.Reporter,"
                + "io.reeve.worker.event.FailureJournal\"",
        uses = {Runner.class, Reporter.class, FailureJournal.class})
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.reeve.dependency.Engine,io.reeve.worker.Reporter,"
                + "io.reeve.worker.event.FailureJournal\"",
        uses = {Engine.class, Reporter.class, FailureJournal.class})
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.reeve.dependency.whiteboard.ManifoldWhiteboard\"",
        uses = ManifoldWhiteboard.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.reeve.worker.whiteboard.Whiteboard\"",
        uses = Whiteboard.class)
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"io.reeve.osgi.Board\"")
public final class Activator implements BundleActivator {
    private @Nullable Board board;

    /** For the framework. */
    public Activator() {}

    @Override
    public void start(BundleContext context) {
        Board started = new Board(context);
        board = started;
        context.registerService(new String[] {Whiteboard.class.getName(), Board.class.getName()}, started, null);
        context.registerService(ManifoldWhiteboard.class, new ManifoldDesk(started), null);
    }

    @Override
    public void stop(BundleContext context) {
        Objects.requireNonNull(board).close();
        board = null;
    }
}
