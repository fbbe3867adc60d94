// SPDX-License-Identifier: Apache-2.0

/** How the shell writes: tables, times, errors and values of unknown origin, as safe text for a terminal and as JSON. */
@NullMarked
package io.reeve.shell.text;

import org.jspecify.annotations.NullMarked;
