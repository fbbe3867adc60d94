// SPDX-License-Identifier: Apache-2.0

/**
 * A graph of workers that need each other: a file with a greeting, a web server that says it, and two who listen. Another
 * text in the file starts the server again, and those who listen to it, and nobody else.
 */
@NullMarked
package io.reeve.demo.graph;

import org.jspecify.annotations.NullMarked;
