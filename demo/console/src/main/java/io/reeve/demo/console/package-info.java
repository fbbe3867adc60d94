// SPDX-License-Identifier: Apache-2.0

/** What a person sees of the demo: the greeting, the shell, or the output of the commands on standard input. */
@NullMarked
package io.reeve.demo.console;

import org.jspecify.annotations.NullMarked;
