// SPDX-License-Identifier: Apache-2.0

/** Seeded simulation: supervisors and workers under a scheduler that a seed decides for, with faults made small. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.testkit.simulation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
