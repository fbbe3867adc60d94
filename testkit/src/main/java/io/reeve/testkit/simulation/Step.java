// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

/** Something that one of the clients of a world does. */
record Step(int number, String text, int client, World.Action action) {
    @Override
    public String toString() {
        return "client " + client + ": " + text;
    }
}
