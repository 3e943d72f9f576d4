package org.multijvm.demos.processes;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;

/** Ten child processes each print {@code say hi}, at once. */
public final class SayHi extends Demo {
    private static final int CHILDREN = 10;

    @Override
    public int run() throws InterruptedException {
        System.out.println("parent has pid " + JvmProcess.currentProcess().pid());
        List<JvmProcess> children = new ArrayList<>();
        for (int i = 0; i < CHILDREN; i++) {
            int number = i;
            children.add(JvmProcess.start(() -> sayHi(number)));
        }
        for (JvmProcess child : children) {
            child.join();
        }
        return 0;
    }

    private static void sayHi(int number) {
        System.out.println(
                "say hi " + number + " from pid " + JvmProcess.currentProcess().pid());
    }
}
