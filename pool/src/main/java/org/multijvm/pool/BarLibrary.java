package org.multijvm.pool;

/** The library that draws bars, which a program has only if it asked for it; apart from {@link TerminalBar}, which cannot be loaded without. */
final class BarLibrary {
    private BarLibrary() {}

    /**
     * Refuses if it is not there.
     *
     * @throws IllegalStateException with what to do
     */
    static void check() {
        try {
            Class.forName("me.tongfei.progressbar.ProgressBar", false, BarLibrary.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalStateException(
                    "a progress bar is drawn by a library that is not there: add it to the program's dependencies, and "
                            + "`requires me.tongfei.progressbar` to its module if it has one: "
                            + "artifact=me.tongfei:progressbar:0.10.2",
                    e);
        }
    }
}
