// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;
import io.reeve.worker.Worker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;

/**
 * A bundle made on the fly by bnd. Fixtures in it are loaded by the bundle's own class loader, so they can be
 * updated and must be let go; the class path of the tests has classes of the same names, which nobody may meet.
 */
public final class FixtureBundle {
    private static final String VERSION = "1.0.0";

    private final String symbolicName;
    private final byte[] jar;

    private FixtureBundle(String symbolicName, byte[] jar) {
        this.symbolicName = symbolicName;
        this.jar = jar;
    }

    String symbolicName() {
        return symbolicName;
    }

    /** The bytes of the jar, to install it or to update to it. */
    public InputStream jar() {
        return new ByteArrayInputStream(jar);
    }

    /** A bundle that has nothing but a name. Made without bnd, since nearly every test wants some. */
    static FixtureBundle empty(String symbolicName) {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
        headers.putValue(Constants.BUNDLE_VERSION, VERSION);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FixtureBundle(symbolicName, bytes.toByteArray());
    }

    /** A bundle of the package in which this activator is. */
    public static FixtureBundle activatedBy(String symbolicName, Class<?> activator) {
        return build(symbolicName, builder -> {
            builder.setProperty(Constants.PRIVATE_PACKAGE, activator.getPackageName());
            builder.setProperty(Constants.BUNDLE_ACTIVATOR, activator.getName());
        });
    }

    /** A bundle of the package in which this Declarative Services component is. */
    static FixtureBundle withComponent(String symbolicName, Class<?> component) {
        return build(
                symbolicName, builder -> builder.setProperty(Constants.PRIVATE_PACKAGE, component.getPackageName()));
    }

    private interface Recipe {
        void addTo(Builder builder);
    }

    private static FixtureBundle build(String symbolicName, Recipe recipe) {
        try (Builder builder = new Builder()) {
            builder.setClasspath(
                    new File[] {locationOf(FixtureBundle.class), locationOf(Worker.class), locationOf(Bundle.class)});
            builder.setProperty(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
            builder.setProperty(Constants.BUNDLE_VERSION, VERSION);
            builder.setProperty(Constants.IMPORT_PACKAGE, "org.jspecify.*;resolution:=optional,*");
            recipe.addTo(builder);
            Jar jar = builder.build();
            assertThat(builder.getErrors()).as(symbolicName).isEmpty();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            jar.write(bytes);
            return new FixtureBundle(symbolicName, bytes.toByteArray());
        } catch (Exception e) {
            throw new IllegalStateException("cannot make bundle " + symbolicName, e);
        }
    }

    private static File locationOf(Class<?> type) throws URISyntaxException {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
