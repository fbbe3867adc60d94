// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static java.util.Objects.requireNonNull;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import shark.CloseableHeapGraph;
import shark.HeapAnalyzer;
import shark.HeapGraph;
import shark.HeapObject.HeapInstance;
import shark.HprofHeapGraph;
import shark.HprofIndex;
import shark.IgnoredReferenceMatcher;
import shark.MetadataExtractor;
import shark.OnAnalysisProgressListener;
import shark.ReferencePattern.InstanceFieldPattern;

/** Everything that lives in this JVM at one moment. */
final class HeapDump {
    private static final String REFERENT = "referent";

    /** Those that keep nothing alive. Soft ones do, as long as there is memory. */
    private static final List<IgnoredReferenceMatcher> WEAK = Stream.of("WeakReference", "PhantomReference")
            .map(name -> new IgnoredReferenceMatcher(new InstanceFieldPattern("java.lang.ref." + name, REFERENT)))
            .toList();

    private final File file;

    private HeapDump(File file) {
        this.file = file;
    }

    /** Writes one, in place of what is there. */
    static HeapDump write(Path file) throws IOException {
        Files.deleteIfExists(file);
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpHeap(file.toAbsolutePath().toString(), true);
        return new HeapDump(file.toFile());
    }

    /** How everything that references of this class refer to is kept alive, in words. */
    String holdersOf(Class<? extends Reference<?>> references) throws IOException {
        try (CloseableHeapGraph graph =
                HprofHeapGraph.Companion.openHeapGraph(file, null, HprofIndex.Companion.defaultIndexedGcRootTags())) {
            return new HeapAnalyzer(OnAnalysisProgressListener.Companion.getNO_OP())
                    .analyze(
                            file,
                            graph,
                            all -> referents(all, references),
                            WEAK,
                            false,
                            List.of(),
                            MetadataExtractor.Companion.getNO_OP())
                    .toString();
        }
    }

    private static Set<Long> referents(HeapGraph graph, Class<? extends Reference<?>> references) {
        Set<Long> ids = new HashSet<>();
        Iterator<HeapInstance> instances = requireNonNull(graph.findClassByName(references.getName()))
                .getInstances()
                .iterator();
        while (instances.hasNext()) {
            Long id = requireNonNull(instances.next().get(Reference.class.getName(), REFERENT))
                    .getValue()
                    .getAsObjectId();
            if (id != null && id != 0) {
                ids.add(id);
            }
        }
        return ids;
    }
}
