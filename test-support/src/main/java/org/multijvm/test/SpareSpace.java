package org.multijvm.test;

/** Has the tested JVM give back what it keeps of shared memory for reuse. Found by name, since what is tested depends on this module. */
final class SpareSpace {
    private SpareSpace() {}

    static void giveBack() {
        try {
            Class.forName("org.multijvm.ipc.file.SpareSpace")
                    .getMethod("giveBack")
                    .invoke(null);
        } catch (ClassNotFoundException notUsed) {
            // a module below it
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot have spare space given back: " + e, e);
        }
    }
}
