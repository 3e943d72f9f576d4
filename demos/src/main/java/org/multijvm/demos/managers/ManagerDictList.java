package org.multijvm.demos.managers;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.ManagedList;
import org.multijvm.manager.Manager;

/** Ten children at once write into one dict and append to one list. */
public final class ManagerDictList extends Demo {
    private static final int CHILDREN = 10;

    @Override
    public int run() throws InterruptedException {
        try (Manager manager = Manager.start()) {
            ManagedDict<String, Integer> dict = manager.dict();
            ManagedList<Long> pids = manager.list();
            List<JvmProcess> children = new ArrayList<>();
            for (int i = 0; i < CHILDREN; i++) {
                children.add(JvmProcess.start(() -> {
                    dict.put("1", 1);
                    dict.put("2", 2);
                    pids.add(ProcessHandle.current().pid());
                }));
            }
            for (JvmProcess child : children) {
                child.join();
            }
            System.out.println(dict);
            System.out.println(pids);
        }
        return 0;
    }
}
