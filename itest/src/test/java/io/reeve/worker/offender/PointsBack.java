// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.offender;

import io.reeve.shell.offender.Shellish;
import org.osgi.framework.Bundle;

/** As if the API knew the shell and OSGi: an offender for the architecture rules. */
public final class PointsBack extends Shellish {
    Bundle bundle;
}
