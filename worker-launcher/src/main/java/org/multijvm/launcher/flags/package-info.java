/**
 * Which flags this JVM was started with, by whatever way, and what of them its children get. For {@code launcher} and for our own modules that start workers; users say what they want
 * by {@link org.multijvm.launcher.JvmOptions}.
 */
package org.multijvm.launcher.flags;
