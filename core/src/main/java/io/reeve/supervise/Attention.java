// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

/** What anybody wants to hear of; nothing else need be told, or even put into words. */
public enum Attention {
    /** Nobody listens. */
    NOTHING,
    /** Somebody keeps account of failures: what failed, and what is done about it. */
    FAILURES,
    /** Somebody listens to everything. */
    EVERYTHING
}
