// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a run was abandoned.
 *
 * @param waited how long it was waited for
 * @param stacks where the threads were that were in its code, by name
 */
public record Abandonment(Duration waited, Map<String, List<StackTraceElement>> stacks) {}
