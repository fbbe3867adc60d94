// SPDX-License-Identifier: Apache-2.0

/** Groups of workers that live and die with one task, and the short ways to a correct worker. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.catacomb;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
