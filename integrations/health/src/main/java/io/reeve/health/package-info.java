// SPDX-License-Identifier: Apache-2.0

/** How runners and engines are, as a health check of Apache Felix. */
@NullMarked
package io.reeve.health;

import org.jspecify.annotations.NullMarked;
