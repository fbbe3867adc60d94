// SPDX-License-Identifier: Apache-2.0

/** The whiteboard: runners and engines as Declarative Services components. */
@NullMarked
package io.reeve.osgi;

import org.jspecify.annotations.NullMarked;
