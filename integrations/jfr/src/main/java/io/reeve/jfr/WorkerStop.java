// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A worker was told to end, and does. */
@Name("io.reeve.WorkerStop")
@Label("Worker Stop")
@Description("From the request to stop until the worker has ended")
final class WorkerStop extends WorkerSpan {}
