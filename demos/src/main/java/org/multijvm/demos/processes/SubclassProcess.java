package org.multijvm.demos.processes;

import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;

/** A process as a class of one's own, three times, one after the other. */
public final class SubclassProcess extends Demo {
    @Override
    public int run() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            JvmProcess.start(new NumberedProcess(i)).join();
        }
        return 0;
    }
}
