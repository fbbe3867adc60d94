// SPDX-License-Identifier: Apache-2.0

/** Component property types for the service properties of manifolds. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.dependency.propertytypes;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
