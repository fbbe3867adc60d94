// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command.offender;

import io.reeve.shell.manifold.offender.Manifoldish;

/** As if what all scopes share knew one of them: an offender for the architecture rules. */
public final class KnowsAScope extends Manifoldish {}
