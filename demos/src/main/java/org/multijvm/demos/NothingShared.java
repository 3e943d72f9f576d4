package org.multijvm.demos;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.launcher.JvmProcess;

/** Ten children append to a static list: each has a list of its own. */
final class NothingShared implements Demo {
    private static final int CHILDREN = 10;
    private static final List<Integer> LIST = new ArrayList<>();

    @Override
    public int run(Options options) throws InterruptedException {
        List<JvmProcess> children = new ArrayList<>();
        for (int i = 0; i < CHILDREN; i++) {
            int number = i;
            children.add(JvmProcess.start(() -> append(number)));
        }
        for (JvmProcess child : children) {
            child.join();
        }
        System.out.println("the parent's list: " + LIST);
        return 0;
    }

    private static void append(int number) {
        LIST.add(number);
        System.out.println("the list of child " + number + ": " + LIST);
    }
}
