package org.multijvm.launcher;

/** The contract of processes, cached started. */
class CachedProcessTest extends JvmProcessContract {
    CachedProcessTest() {
        super(StartupMode.CACHED);
    }
}
