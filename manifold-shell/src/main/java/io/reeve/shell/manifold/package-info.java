// SPDX-License-Identifier: Apache-2.0

/** Gogo commands of the scope {@code manifold}: what they find, what they answer, and how a graph is drawn. */
@NullMarked
package io.reeve.shell.manifold;

import org.jspecify.annotations.NullMarked;
