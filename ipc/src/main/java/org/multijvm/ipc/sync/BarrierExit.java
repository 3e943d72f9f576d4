package org.multijvm.ipc.sync;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The orderly end of this JVM: it leaves its barriers, so that its end breaks none. A JVM that is killed or halted does not get
 * here, and neither does one that dies in the middle: what it has not left it breaks.
 */
final class BarrierExit {
    private static final Set<BarrierMembers> JOINED = Collections.newSetFromMap(new WeakHashMap<>());
    private static boolean hooked;

    private BarrierExit() {}

    /** Leaves a barrier at the end. A JVM that is ending already does not, and breaks it: too late is too late. */
    static void watch(BarrierMembers members) {
        synchronized (JOINED) {
            JOINED.add(members);
            if (!hooked) {
                hooked = true;
                try {
                    Runtime.getRuntime().addShutdownHook(new Thread("multijvm-barrier-exit") {
                        @Override
                        public void run() {
                            leaveAll();
                        }
                    });
                } catch (IllegalStateException ending) {
                    // as said above
                }
            }
        }
    }

    private static void leaveAll() {
        List<BarrierMembers> all;
        synchronized (JOINED) {
            all = new ArrayList<>(JOINED);
        }
        for (BarrierMembers members : all) {
            members.leave();
        }
    }
}
