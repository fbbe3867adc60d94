// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A worker is available, then ends. */
@Name("io.reeve.WorkerRun")
@Label("Worker Run")
@Description("From the moment at which a worker is available until it has ended")
final class WorkerRun extends WorkerSpan {}
