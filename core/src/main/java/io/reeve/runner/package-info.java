// SPDX-License-Identifier: Apache-2.0

/** The runner for plain Java. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.runner;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
