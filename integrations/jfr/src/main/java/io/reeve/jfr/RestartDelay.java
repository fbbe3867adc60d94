// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A worker waits for its restart. */
@Name("io.reeve.RestartDelay")
@Label("Restart Delay")
@Description("From the end of a worker until it is started again")
final class RestartDelay extends WorkerSpan {}
