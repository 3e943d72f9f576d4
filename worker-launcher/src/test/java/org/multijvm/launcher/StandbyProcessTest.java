package org.multijvm.launcher;

/** The contract of processes, standby started. */
class StandbyProcessTest extends JvmProcessContract {
    StandbyProcessTest() {
        super(StartupMode.STANDBY);
    }
}
