// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

/** What follows when a runner has died of a fatal error. */
enum FatalAction {
    /** It stays dead, and its service says why, until its configuration is changed. */
    STAY_DEAD,
    /** A new runner takes its place after its restart delay. */
    RESTART,
    /** The framework is stopped: for containers that something outside restarts as a whole. */
    STOP_FRAMEWORK
}
