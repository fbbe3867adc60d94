// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.offender;

/** Stands for something in the shell. */
public class Shellish {}
