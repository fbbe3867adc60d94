// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import com.sun.net.httpserver.HttpServer;
import io.reeve.demo.loop.ThreadWorker;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.propertytypes.WorkerId;
import java.io.IOException;
import java.net.BindException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Publishes {@code demo.server}, an HTTP server on loopback. */
@Component
@WorkerId("demo.server")
public final class ServerFactory implements WorkerFactory {
    /** The system's own choice of how many connections may wait. */
    private static final int BACKLOG = 0;

    private final ServerAddress address;

    /** Called by the container. */
    @Activate
    public ServerFactory(@Reference ServerAddress address) {
        this.address = address;
    }

    /** The port is taken here: a server that cannot listen is a failed start, not a worker that fails. */
    @Override
    public Worker start(StartContext context) throws IOException {
        HttpServer server = listen();
        address.announce(server.getAddress());
        return ThreadWorker.start(context, new Server(server));
    }

    private HttpServer listen() throws IOException {
        try {
            return HttpServer.create(address.preferred(), BACKLOG);
        } catch (BindException taken) {
            // Somebody else has taken the port while the server was down.
            return HttpServer.create(ServerAddress.anyPort(), BACKLOG);
        }
    }
}
