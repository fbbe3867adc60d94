// SPDX-License-Identifier: Apache-2.0

/** What is remembered of failures, in bounded space and without the errors themselves. */
@NullMarked
package io.reeve.journal;

import org.jspecify.annotations.NullMarked;
