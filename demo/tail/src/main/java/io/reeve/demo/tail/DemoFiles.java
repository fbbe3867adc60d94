// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where the log of the demo is. */
final class DemoFiles {
    /** Framework property: the folder for files that people look at. */
    private static final String FOLDER = "reeve.demo.dir";

    private DemoFiles() {}

    /** The log, in the folder that the launcher names, else in the bundle's own data area. */
    static Path log(BundleContext context) {
        String name = "access.log";
        String folder = context.getProperty(FOLDER);
        return folder == null ? context.getDataFile(name).toPath() : Path.of(folder, name);
    }
}
