// SPDX-License-Identifier: Apache-2.0

/** Holds the README to what it shows. */
@NullMarked
package io.reeve.readme;

import org.jspecify.annotations.NullMarked;
