// SPDX-License-Identifier: Apache-2.0

/**
 * What the commands of every scope have in common: how they are called, how they find what an operator means, and how
 * an answer is shown. For the bundles of Reeve alone: only an importer that asks for the attribute gets it.
 */
@Export(
        attribute = {"for=reeve", "mandatory:=for"},
        substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
@NullMarked
package io.reeve.shell.command;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
