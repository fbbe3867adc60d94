// SPDX-License-Identifier: Apache-2.0

/** The source of time and of timers. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.time;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
