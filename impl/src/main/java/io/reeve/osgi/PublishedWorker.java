// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A worker whose outputs are published: they are withdrawn before it is killed, and when it ends by itself. */
class PublishedWorker implements Worker {
    private final Worker inside;
    private final Publication publication;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();

    /** Why it was ended although it had started; null if it was not. */
    private volatile @Nullable Throwable failure;

    private PublishedWorker(Worker inside, Publication publication) {
        this.inside = inside;
        this.publication = publication;
    }

    /** One that is a reporter if the worker is. Throws what the worker throws when it is asked for its end. */
    static PublishedWorker of(Worker inside, Publication publication) {
        PublishedWorker published = inside instanceof Reporter reporter
                ? new Reporting(inside, reporter, publication)
                : new PublishedWorker(inside, publication);
        var unused = inside.completion().whenComplete((nothing, error) -> published.ended(error));
        return published;
    }

    Worker inside() {
        return inside;
    }

    private void ended(@Nullable Throwable error) {
        try {
            publication.withdraw();
        } finally {
            Throwable first = failure;
            if (first != null) {
                completion.completeExceptionally(first);
            } else if (error != null) {
                completion.completeExceptionally(error);
            } else {
                completion.complete(null);
            }
        }
    }

    /** Ends it with an error. */
    void fail(Throwable error) {
        failure = error;
        kill();
    }

    @Override
    public void kill() {
        try {
            publication.withdraw();
        } finally {
            inside.kill();
        }
    }

    @Override
    public CompletionStage<Void> completion() {
        return completion;
    }

    private static final class Reporting extends PublishedWorker implements Reporter {
        private final Reporter reporter;

        Reporting(Worker inside, Reporter reporter, Publication publication) {
            super(inside, publication);
            this.reporter = reporter;
        }

        @Override
        public Map<String, Object> report() {
            return reporter.report();
        }
    }
}
