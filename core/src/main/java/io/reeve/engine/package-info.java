// SPDX-License-Identifier: Apache-2.0

/** The dependency engine for plain Java. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.engine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
