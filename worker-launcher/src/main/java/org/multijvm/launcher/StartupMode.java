package org.multijvm.launcher;

/** How a child JVM comes to life (Python's start methods are the model, though a JVM cannot fork). */
public enum StartupMode {
    /** A new JVM, as {@code java} starts it. */
    COLD
}
