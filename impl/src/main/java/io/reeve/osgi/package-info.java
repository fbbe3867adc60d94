// SPDX-License-Identifier: Apache-2.0

/** The whiteboard: runners as Declarative Services components. */
@NullMarked
package io.reeve.osgi;

import org.jspecify.annotations.NullMarked;
