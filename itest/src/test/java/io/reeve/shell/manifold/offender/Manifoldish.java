// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold.offender;

/** Stands for something in the scope {@code manifold}. */
public class Manifoldish {}
