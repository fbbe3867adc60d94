// SPDX-License-Identifier: Apache-2.0

/** Workers, the factories that start them and the runners that supervise them. */
@Export
@Version("0.1.0")
@NullMarked
package io.reeve.worker;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
