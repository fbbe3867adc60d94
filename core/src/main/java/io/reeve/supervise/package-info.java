// SPDX-License-Identifier: Apache-2.0

/** What every supervisor needs and no user sees: threads, foreign calls, failures, one-way completions. */
@NullMarked
package io.reeve.supervise;

import org.jspecify.annotations.NullMarked;
