package org.multijvm.demos;

import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;
import org.multijvm.launcher.JvmProcess;

/** Ten daemon children sleep; the parent does not wait for them, and they end with it. */
final class DaemonProcess implements Demo {
    private static final int CHILDREN = 10;

    @Override
    public int run(Options options) throws InterruptedException {
        int delayMillis = options.delayMillis(30_000);
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
