// SPDX-License-Identifier: Apache-2.0

/** The smallest base for a worker that is a loop on a thread. */
@NullMarked
package io.reeve.demo.loop;

import org.jspecify.annotations.NullMarked;
