package org.multijvm.demos.managers;

import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.Manager;

/** Ten children, one after the other, put a number into a dict of a manager and print its values. */
public final class ManagerDict extends Demo {
    private static final int CHILDREN = 10;
    private static final int FIRST = 100;

    @Override
    public int run() throws InterruptedException {
        try (Manager manager = Manager.start()) {
            ManagedDict<Integer, Integer> dict = manager.dict();
            for (int i = 0; i < CHILDREN; i++) {
                int number = i;
                JvmProcess.start(() -> {
                            dict.put(number, FIRST + number);
                            System.out.println(dict.copy().values());
                        })
                        .join();
            }
        }
        return 0;
    }
}
