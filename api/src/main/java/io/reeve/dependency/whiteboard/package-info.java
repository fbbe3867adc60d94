// SPDX-License-Identifier: Apache-2.0

/** What became of the manifold services of an OSGi framework, and what an operator can do about it. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.dependency.whiteboard;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
