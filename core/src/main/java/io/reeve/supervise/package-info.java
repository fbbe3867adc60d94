// SPDX-License-Identifier: Apache-2.0

/** The state machine of a runner and the shell around it. */
@NullMarked
package io.reeve.supervise;

import org.jspecify.annotations.NullMarked;
