// SPDX-License-Identifier: Apache-2.0

/** Tools for testing workers: a virtual clock, checks and workers that misbehave. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
