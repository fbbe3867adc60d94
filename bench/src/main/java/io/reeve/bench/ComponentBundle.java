// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import org.osgi.framework.Constants;

/**
 * A bundle of nothing but descriptions of components, all of one class, each a service with a number. The class comes
 * from our class path. Not safe for use by several threads.
 */
final class ComponentBundle {
    /** Service property: the number of a component. */
    static final String NODE = "node";

    private static final String DESCRIPTIONS = "OSGI-INF/components.xml";

    private final Class<?> implementation;
    private final StringBuilder components = new StringBuilder();

    ComponentBundle(Class<?> implementation) {
        this.implementation = implementation;
    }

    /** One that is made as soon as the components of these numbers are there. */
    ComponentBundle add(int number, IntStream inputs) {
        components
                .append("<scr:component immediate='true' name='")
                .append(name(number))
                .append("'>");
        components
                .append("<implementation class='")
                .append(implementation.getName())
                .append("'/>");
        components
                .append("<property name='" + NODE + "' type='Integer' value='")
                .append(number)
                .append("'/>");
        components
                .append("<service><provide interface='")
                .append(implementation.getName())
                .append("'/></service>");
        inputs.forEach(input -> components
                .append("<reference name='input-")
                .append(input)
                .append("' interface='")
                .append(implementation.getName())
                .append("' target='(" + NODE + "=")
                .append(input)
                .append(")'/>"));
        components.append("</scr:component>\n");
        return this;
    }

    /** The name of a component. */
    static String name(int number) {
        return "node-" + number;
    }

    String location() {
        return "bench:" + implementation.getSimpleName();
    }

    byte[] jar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, implementation.getName());
        headers.putValue(Constants.IMPORT_PACKAGE, implementation.getPackageName());
        headers.putValue("Service-Component", DESCRIPTIONS);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new ZipEntry(DESCRIPTIONS));
            jar.write(
                    ("<components xmlns:scr='http://www.osgi.org/xmlns/scr/v1.3.0'>\n" + components + "</components>\n")
                            .getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
