package org.multijvm.demos.processes;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;

/** Ten children append to a static list: each has a list of its own. A thread sets a static number, which this JVM sees; then a process does. */
public final class NothingShared extends Demo {
    private static final int CHILDREN = 10;
    private static final List<Integer> LIST = new ArrayList<>();
    private static int n = 100;

    @Override
    public int run() throws InterruptedException {
        List<JvmProcess> children = new ArrayList<>();
        for (int i = 0; i < CHILDREN; i++) {
            int number = i;
            children.add(JvmProcess.start(() -> append(number)));
        }
        for (JvmProcess child : children) {
            child.join();
        }
        System.out.println("the parent's list: " + LIST);
        Thread thread = new Thread(NothingShared::clear);
        thread.start();
        thread.join();
        System.out.println("after a thread has set n from 100 to 0, the parent's n: " + n);
        n = 100;
        JvmProcess.start(NothingShared::clear).join();
        System.out.println("after a process has set n from 100 to 0, the parent's n: " + n);
        return 0;
    }

    private static void clear() {
        n = 0;
    }

    private static void append(int number) {
        LIST.add(number);
        System.out.println("the list of child " + number + ": " + LIST);
    }
}
