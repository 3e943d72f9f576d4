package org.multijvm.queue;

/** Opens to chronicle what it needs of the JDK, in a JVM that was started without flags. */
final class JdkAccess {
    private JdkAccess() {}

    /**
     * Returns when chronicle may be used; the first call does the work.
     *
     * @throws IllegalStateException if the JDK refuses; the message names the flags to start the JVM with
     */
    static void ensure() {
        // the next step
    }
}
