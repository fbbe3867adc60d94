// SPDX-License-Identifier: Apache-2.0

/** Example workers: one writes a log file, one follows it and counts its lines. */
@NullMarked
package io.reeve.demo.tail;

import org.jspecify.annotations.NullMarked;
