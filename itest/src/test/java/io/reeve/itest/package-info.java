// SPDX-License-Identifier: Apache-2.0
/** What holds for the built bundles, alone and in a running Felix. */
@NullMarked
package io.reeve.itest;

import org.jspecify.annotations.NullMarked;
