package org.multijvm.launcher;

/** How a child JVM comes to life (Python's start methods are the model, though a JVM cannot fork). */
public enum StartupMode {
    /** A new JVM, as {@code java} starts it. */
    COLD,

    /**
     * A new JVM with an archive of loaded classes, which is kept for each JDK and class path in {@code $XDG_CACHE_HOME/multijvm} or {@code
     * ~/.cache/multijvm}. Where there is none yet, a JVM in the background makes it (1 to 5 s) and this start is a cold one; so is one whose archive is damaged. It holds
     * what every child loads, and what {@link JvmProcess.Builder#training} says besides: a pool has its worker's way to the first answer in it, and so an archive of
     * its own (about 4 MB on 17, 15 MB on 25). Other JVM flags or other jars have other archives; nobody removes old ones. Only jars can be archived: with a
     * folder in the class path every start is a cold one.
     */
    CACHED,

    /**
     * A JVM that was started before it was wanted and only waits for its function; the next one is started in the background a moment later. The first
     * start with given options is a cold one. A spare costs the memory of an empty JVM, and ends after 60 s without use or with this JVM.
     */
    STANDBY
}
