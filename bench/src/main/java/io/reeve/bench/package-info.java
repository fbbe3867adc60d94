// SPDX-License-Identifier: Apache-2.0

/** Measures supervision: ours, the floor, and the peers. */
@NullMarked
package io.reeve.bench;

import org.jspecify.annotations.NullMarked;
