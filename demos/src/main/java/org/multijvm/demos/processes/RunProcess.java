package org.multijvm.demos.processes;

import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;

/** One child process: start it, wait for its end. */
public final class RunProcess extends Demo {
    @Override
    public int run() throws InterruptedException {
        System.out.println("Parent process " + JvmProcess.currentProcess().pid() + ".");
        JvmProcess child = JvmProcess.builder(RunProcess::child).name("test").start();
        System.out.println("Child process will start.");
        child.join();
        System.out.println("Child process end.");
        return 0;
    }

    private static void child() {
        System.out.println("Run child process " + JvmProcess.currentProcess().name() + " ("
                + JvmProcess.currentProcess().pid() + ")...");
    }
}
