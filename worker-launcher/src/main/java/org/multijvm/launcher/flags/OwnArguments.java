package org.multijvm.launcher.flags;

import org.jspecify.annotations.Nullable;

/** Where this JVM's own arguments stand, if it is a child of ours. A class for this alone, since each child loads it at its start. Thread-safe. */
public final class OwnArguments {
    private static volatile @Nullable String folder;

    private OwnArguments() {}

    /** The name of the {@link ArgumentFile} in a child's folder. */
    public static final String FILE = "arguments";

    /** By a child, before its function runs: this is its folder. */
    public static void areIn(String ownFolder) {
        folder = ownFolder;
    }

    /** The child's folder; null in a JVM that is none of ours. */
    static @Nullable String folder() {
        return folder;
    }
}
