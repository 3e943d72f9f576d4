package org.multijvm.ipc.wait;

import java.io.File;

/**
 * Removes what JNA left in its cache folder when a JVM was killed while it loaded it.
 *
 * <p>JNA unpacks its native library as {@code jna*.tmp}, loads it and removes the file, all within some milliseconds; a worker that is killed in
 * between leaves it for ever. A file that is a minute old is one of those, or its JVM has it mapped already and needs the name no more.
 */
final class JnaLeftovers {
    private static final long OLD_MILLIS = 60_000;

    private JnaLeftovers() {}

    /** Sweeps the folder from which this JVM has loaded JNA, if JNA unpacked itself. */
    static void sweep() {
        String loaded = System.getProperty("jnidispatch.path");
        if (loaded != null && isLeftover(new File(loaded).getName())) {
            sweep(new File(loaded).getParentFile(), System.currentTimeMillis());
        }
    }

    static void sweep(File folder, long now) {
        File[] files = folder.listFiles();
        if (files == null) {
            return;
        }
        for (File file : files) {
            if (isLeftover(file.getName()) && now - file.lastModified() > OLD_MILLIS) {
                // another JVM may be first, or the file somebody else's: both are fine
                file.delete();
            }
        }
    }

    private static boolean isLeftover(String name) {
        return name.startsWith("jna") && name.endsWith(".tmp");
    }
}
