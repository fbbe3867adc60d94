// SPDX-License-Identifier: Apache-2.0

/** The launcher of the demo: a Felix with a shell and all bundles. */
@NullMarked
package io.reeve.demo.app;

import org.jspecify.annotations.NullMarked;
