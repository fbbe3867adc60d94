// SPDX-License-Identifier: Apache-2.0

/** How a worker factory service describes itself to the runners of the whiteboard. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.worker.whiteboard;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
