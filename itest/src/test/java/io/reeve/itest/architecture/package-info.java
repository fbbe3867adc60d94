// SPDX-License-Identifier: Apache-2.0
/** Rules that the main code of all modules keeps. */
@NullMarked
package io.reeve.itest.architecture;

import org.jspecify.annotations.NullMarked;
