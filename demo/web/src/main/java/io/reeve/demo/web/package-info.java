// SPDX-License-Identifier: Apache-2.0

/** Example workers: an HTTP server, a prober that watches it, and one that fails now and then. */
@NullMarked
package io.reeve.demo.web;

import org.jspecify.annotations.NullMarked;
