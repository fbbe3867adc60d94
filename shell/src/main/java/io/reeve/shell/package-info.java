// SPDX-License-Identifier: Apache-2.0

/** Gogo commands of the scope {@code worker}: what they find, what they answer, and how an answer is shown. */
@NullMarked
package io.reeve.shell;

import org.jspecify.annotations.NullMarked;
