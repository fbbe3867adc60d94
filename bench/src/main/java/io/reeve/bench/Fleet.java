// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/** Services that come to a container and go again, each with a worker that lives as long. Made with its container. */
interface Fleet extends AutoCloseable {
    /** Publishes all services and returns when all workers are up. */
    void arrive() throws Exception;

    /** Withdraws all services and returns when all workers have ended. */
    void depart() throws Exception;

    /** Stops the container; not measured. */
    @Override
    void close() throws Exception;
}
