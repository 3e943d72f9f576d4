package org.multijvm.launcher;

/** How deep JVMs may start JVMs that start JVMs: a last fuse against a program that by mistake starts itself in each of its children. */
final class ProcessDepth {
    private static final int DEEPEST = 3;

    /** A property since children inherit it. */
    private static final String PROPERTY = "multijvm.deepest";

    private ProcessDepth() {}

    /**
     * Throws if this process may not have children.
     *
     * @param self what this process was told
     */
    static void check(StartupData self) {
        int depth = self.number().split(":", -1).length;
        int deepest = Integer.getInteger(PROPERTY, DEEPEST);
        if (depth >= deepest) {
            throw new IllegalStateException("too many processes inside one another, does a process start itself? (-D"
                    + PROPERTY + "=N allows more): depth=" + depth + ", limit=" + deepest);
        }
    }
}
