package org.multijvm.demos;

import org.multijvm.launcher.JvmProcess;

/** A process as a class of one's own, three times, one after the other. */
final class SubclassProcess implements Demo {
    @Override
    public int run(Options options) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            JvmProcess.start(new NumberedProcess(i)).join();
        }
        return 0;
    }
}
