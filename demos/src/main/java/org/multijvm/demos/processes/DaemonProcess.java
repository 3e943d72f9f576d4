package org.multijvm.demos.processes;

import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;
import org.multijvm.launcher.JvmProcess;
import picocli.CommandLine.Option;

/** Ten daemon children sleep; the parent does not wait for them, and they end with it. */
public final class DaemonProcess extends Demo {
    private static final int CHILDREN = 10;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 30_000;

    @Override
    public int run() throws InterruptedException {
        int delayMillis = delay;
        SharedIntValue asleep = SharedValue.ofInt(0);
        for (int i = 0; i < CHILDREN; i++) {
            int number = i;
            JvmProcess.builder(() -> sleep(number, delayMillis, asleep))
                    .daemon(true)
                    .start();
        }
        while (asleep.get() < CHILDREN && !JvmProcess.activeChildren().isEmpty()) {
            Thread.sleep(1);
        }
        System.out.println("parent ends, while " + JvmProcess.activeChildren().size() + " daemon children sleep");
        return 0;
    }

    private static void sleep(int number, int millis, SharedIntValue asleep) throws InterruptedException {
        System.out.println("child " + number + " goes to sleep, pid "
                + JvmProcess.currentProcess().pid());
        asleep.getAndAdd(1);
        Thread.sleep(millis);
        System.out.println("child " + number + " woke up, which nobody should ever see");
    }
}
