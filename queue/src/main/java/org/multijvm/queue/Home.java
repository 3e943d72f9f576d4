package org.multijvm.queue;

import java.nio.file.Path;

/** Where a queue lies: its control memory and the folder of everything else. */
interface Home {
    Control control();

    Path folder();

    /** For messages. */
    String name();

    /** Whether all that is in it was put by JVMs that trust each other: those of one session. */
    boolean isOfOneSession();

    /** A thread is about to use the control memory. */
    void enter();

    /** Nobody in this JVM uses it any more. */
    void close();
}
