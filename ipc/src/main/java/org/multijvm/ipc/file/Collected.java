package org.multijvm.ipc.file;

import java.lang.ref.Cleaner;

/** Runs what is to be done for something that nobody can reach any more, and that nobody has closed. */
public final class Collected {
    private static final Cleaner CLEANER = Cleaner.create();

    private Collected() {}

    /** The action must not refer to the object; it is run once, then or by whoever closes the object. */
    public static Cleaner.Cleanable when(Object unreachable, Runnable action) {
        return CLEANER.register(unreachable, action);
    }
}
