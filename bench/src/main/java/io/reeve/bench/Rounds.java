// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.time.Duration;

/**
 * How often a JVM does its work.
 *
 * @param warmRounds so often at least before anything counts
 * @param warmTime for so long at least before anything counts
 * @param measured so often then
 */
record Rounds(int warmRounds, Duration warmTime, int measured) {}
