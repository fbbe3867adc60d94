// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** One bundle with one worker, and what is wanted of it. Only one thread at a time changes it. */
final class Site {
    /** How its worker is offered. */
    enum Kind {
        /** A {@code WorkerFactory} that an activator registers. */
        FACTORY,
        /** A {@code WorkerFactory} that is a component of Declarative Services. */
        COMPONENT,
        /** A {@code Manifold} that an activator registers. */
        MANIFOLD
    }

    /** What becomes of the bundle. */
    enum Wish {
        ABSENT,
        STOPPED,
        STARTED
    }

    static final String PREFIX = "storm";

    final String name;
    final Kind kind;
    /** The manifold that this one needs, or null. */
    final String needs;

    /** The runner that it asks for; of a component, its configuration can say another one. */
    volatile String runner;

    volatile Wish wish = Wish.ABSENT;

    private int version;

    Site(int number) {
        name = name(number);
        kind = switch (number % 10) {
            case 5, 6, 7 -> Kind.MANIFOLD;
            case 8, 9 -> Kind.COMPONENT;
            default -> Kind.FACTORY;
        };
        needs = number % 10 == 7 ? name(number - 1) : null;
        runner = number % 10 < 2 ? "side" + number % 10 : "default";
    }

    private static String name(int number) {
        return PREFIX + number;
    }

    String location() {
        return "storm:" + name;
    }

    /** A new version of its bundle, made from what all sites have in common. */
    InputStream nextJar(InputStream template) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(template);
                JarOutputStream out = new JarOutputStream(bytes, manifest(in.getManifest()))) {
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                byte[] content = in.readAllBytes();
                out.putNextEntry(new JarEntry(entry.getName()));
                out.write(entry.getName().endsWith(".xml") ? named(content) : content);
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private byte[] named(byte[] xml) {
        return new String(xml, StandardCharsets.UTF_8)
                .replace("storm.component.name", name)
                .getBytes(StandardCharsets.UTF_8);
    }

    private Manifest manifest(Manifest template) {
        Manifest manifest = new Manifest(template);
        Attributes headers = manifest.getMainAttributes();
        headers.putValue("Bundle-SymbolicName", name);
        headers.putValue("Bundle-Version", "1.0." + version++);
        if (kind == Kind.COMPONENT) {
            headers.remove(new Attributes.Name("Bundle-Activator"));
        } else {
            headers.remove(new Attributes.Name("Service-Component"));
            headers.remove(new Attributes.Name("Require-Capability"));
            headers.remove(new Attributes.Name("Provide-Capability"));
        }
        if (kind == Kind.FACTORY) {
            headers.putValue("Storm-Runner", runner);
        }
        if (needs != null) {
            headers.putValue("Storm-Needs", needs);
        }
        return manifest;
    }
}
