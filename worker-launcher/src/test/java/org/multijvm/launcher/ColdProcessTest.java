package org.multijvm.launcher;

/** The contract of processes, cold started. */
class ColdProcessTest extends JvmProcessContract {
    ColdProcessTest() {
        super(StartupMode.COLD);
    }
}
