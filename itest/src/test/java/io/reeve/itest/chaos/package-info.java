// SPDX-License-Identifier: Apache-2.0
/** Worst days: storms over a container with many bundles, a hard kill, overload and exhaustion. */
@NullMarked
package io.reeve.itest.chaos;

import org.jspecify.annotations.NullMarked;
