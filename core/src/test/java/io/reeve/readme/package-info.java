// SPDX-License-Identifier: Apache-2.0

/** Holds the README and the guide to what they show. */
@NullMarked
package io.reeve.readme;

import org.jspecify.annotations.NullMarked;
