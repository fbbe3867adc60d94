// SPDX-License-Identifier: Apache-2.0

/** Graphs of workers: manifolds that start workers from other workers, and the engine that keeps them in step. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.dependency;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
