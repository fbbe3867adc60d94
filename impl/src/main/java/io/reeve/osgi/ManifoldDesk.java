// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.whiteboard.ManifoldServiceStatus;
import io.reeve.dependency.whiteboard.ManifoldWhiteboard;
import io.reeve.worker.Why;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What operators may ask the board of manifolds. */
record ManifoldDesk(Board board) implements ManifoldWhiteboard {
    @Override
    public List<ManifoldServiceStatus> manifolds() {
        return board.manifolds();
    }

    @Override
    public Optional<Why> why(long serviceId) {
        return board.why(WhiteboardChannel.MANIFOLDS, serviceId);
    }

    @Override
    public boolean start(String engine, String name) {
        return board.start(HostKind.ENGINE, engine, name);
    }

    @Override
    public CompletionStage<Void> stop(String engine, String name) {
        return board.stop(HostKind.ENGINE, engine, name);
    }
}
