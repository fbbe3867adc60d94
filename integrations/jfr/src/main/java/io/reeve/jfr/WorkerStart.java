// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The start function of a worker runs. */
@Name("io.reeve.WorkerStart")
@Label("Worker Start")
@Description("From the call of a start function until its worker is available, or it has failed")
final class WorkerStart extends WorkerSpan {}
