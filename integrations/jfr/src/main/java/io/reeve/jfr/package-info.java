// SPDX-License-Identifier: Apache-2.0

/** The lives of workers as events of the JDK Flight Recorder. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.jfr;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
