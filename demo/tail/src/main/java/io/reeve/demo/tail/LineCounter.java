// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Cuts bytes into lines, counts them and remembers the last one. Used by one thread. */
class LineCounter {
    /** What is kept of a line, so that a file without line ends does no harm. */
    private static final int KEPT_BYTES = 4096;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long lines;
    private String lastLine = "";

    void add(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                lines++;
                lastLine = line.toString(UTF_8);
                line.reset();
            } else if (line.size() < KEPT_BYTES) {
                line.write(bytes[i]);
            }
        }
    }

    /** What comes next is from another file: a line without its end is dropped. */
    void endOfFile() {
        line.reset();
    }

    long lines() {
        return lines;
    }

    String lastLine() {
        return lastLine;
    }
}
