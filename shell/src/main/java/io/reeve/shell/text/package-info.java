// SPDX-License-Identifier: Apache-2.0

/**
 * How the shell writes: tables, times, errors, reasons and values of unknown origin, as safe text for a terminal and as
 * JSON. For the bundles of Reeve alone: only an importer that asks for the attribute gets it.
 */
@Export(
        attribute = {"for=reeve", "mandatory:=for"},
        substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
@NullMarked
package io.reeve.shell.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
