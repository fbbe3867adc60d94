// SPDX-License-Identifier: Apache-2.0

/** Example workers: an HTTP server, a prober that watches it, one that fails now and then, and a crew. */
@NullMarked
package io.reeve.demo.web;

import org.jspecify.annotations.NullMarked;
