// SPDX-License-Identifier: Apache-2.0
/** What holds in a real Karaf. */
@NullMarked
package io.reeve.karaf;

import org.jspecify.annotations.NullMarked;
