// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.event;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Optional capability of a runner or engine: it remembers what has failed lately, also of workers that are gone. Its
 * memory is bounded, for each worker and in total: what has not occurred for the longest time is forgotten first, and
 * everything after a day.
 *
 * <p>What it tells lags a little behind what has happened. All methods may be called from any thread; none waits.
 */
@ProviderType
public interface FailureJournal {
    /**
     * The recent failures of all workers.
     *
     * @return a copy, the latest first
     */
    List<FailureRecord> recentFailures();

    /**
     * The recent failures of one worker.
     *
     * @param id the id
     * @return a copy, the latest first; empty if none is known
     */
    List<FailureRecord> recentFailures(String id);
}
