package org.multijvm.demos.memory;

import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedIntArray;
import org.multijvm.launcher.JvmProcess;

/** Two children write into a shared array, one after the other, and print it behind their own number; the parent sees what they wrote. */
public final class SharedArrayDemo extends Demo {
    @Override
    public int run() throws InterruptedException {
        try (SharedIntArray array = SharedArray.ofInts(11, 22, 33, 44)) {
            for (int i = 0; i < 2; i++) {
                int number = i;
                JvmProcess.start(() -> write(number, array)).join();
            }
            System.out.println("the parent sees " + array);
        }
        return 0;
    }

    private static void write(int number, SharedIntArray array) {
        array.set(number, 100 + number);
        for (int i = 0; i < array.length(); i++) {
            System.out.println(number + " -----> " + array.get(i));
        }
    }
}
