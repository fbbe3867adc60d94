// SPDX-License-Identifier: Apache-2.0

/** Gogo commands of the scope worker. */
@NullMarked
package io.reeve.shell;

import org.jspecify.annotations.NullMarked;
