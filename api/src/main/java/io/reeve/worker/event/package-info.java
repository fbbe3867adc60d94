// SPDX-License-Identifier: Apache-2.0

/** What happens in a runner, as a closed set of events. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.worker.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
