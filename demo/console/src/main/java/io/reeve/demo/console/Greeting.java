// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.console;

import java.io.PrintStream;
import java.util.List;
import org.osgi.framework.BundleContext;

/** What a person reads first: what is running and what to try. */
final class Greeting {
    private Greeting() {}

    static void print(PrintStream out, BundleContext context) {
        List<String> ids = Workers.ids(context);
        List<String> manifolds = Workers.manifolds(context);
        out.printf(
                """

                Reeve supervises %d workers of %s in Felix %s on Java %s:
                %s.
                %d more are a graph, in which each follows what it needs: %s.

                  worker:list                 what each of them is doing
                  worker:report demo.tail     lines per second of a log file that grows
                  worker:report demo.crew     a group of workers, of which one fails in the end and takes all along
                  worker:stop demo.server     take the web server down, then watch demo.probe fail;
                  worker:start demo.server    and come back
                  manifold:graph              who needs whom; manifold:list, manifold:why demo.alice
                  manifold:bounce demo.page   the page is opened anew, and those who listen to it follow
                  lb, stop ID, start ID       take a whole bundle away from its runner, and give it back
                  log                         failures and restarts; log 100 shows more of them
                  help, Tab, exit

                """,
                ids.size(),
                String.join(" and ", Workers.bundles(context)),
                context.getBundle(0).getVersion(),
                Runtime.version().feature(),
                String.join(", ", ids),
                manifolds.size(),
                String.join(", ", manifolds));
        out.flush();
    }
}
