// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whatever file is at a path, read as it grows. The first one is read from its end on, each later one from its
 * beginning. Used by one thread.
 */
final class FollowedFile implements Closeable {
    private final Path path;
    private final byte[] buffer = new byte[8192];
    private @Nullable InputStream in;

    /** The identity of the open file, where the file system has one. */
    private @Nullable Object key;

    private long position;
    private boolean firstLook = true;
    private long opened;

    FollowedFile(Path path) {
        this.path = path;
    }

    /**
     * Reads what is new.
     *
     * @return false if there is no file at the path
     */
    boolean readTo(LineCounter counter) throws IOException {
        // Looked at before reading: nobody appends to a file any more that is found replaced here, and one that grows
        // while it is read is not found shorter than what was read of it.
        BasicFileAttributes found = attributes();
        if (in != null) {
            boolean over = found == null || isAnother(found);
            drain(in, counter);
            if (over) {
                close();
                counter.endOfFile();
            }
        }
        if (in == null && found != null) {
            in = open(found);
            if (in != null) {
                drain(in, counter);
            }
        }
        firstLook = false;
        return in != null;
    }

    /** How many times another file was taken up. */
    long reopened() {
        return Math.max(0, opened - 1);
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
            in = null;
        }
    }

    private @Nullable BasicFileAttributes attributes() throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private boolean isAnother(BasicFileAttributes found) {
        return !Objects.equals(key, found.fileKey()) || found.size() < position;
    }

    /** Not a channel: an interrupt would close it. */
    private @Nullable InputStream open(BasicFileAttributes found) throws IOException {
        FileInputStream file;
        try {
            file = new FileInputStream(path.toFile());
        } catch (FileNotFoundException e) {
            if (Files.exists(path)) {
                throw e;
            }
            return null; // Gone since it was found.
        }
        key = found.fileKey();
        position = firstLook ? file.skip(found.size()) : 0;
        opened++;
        return file;
    }

    private void drain(InputStream file, LineCounter counter) throws IOException {
        int length;
        while ((length = file.read(buffer)) > 0) {
            position += length;
            counter.add(buffer, length);
        }
    }
}
