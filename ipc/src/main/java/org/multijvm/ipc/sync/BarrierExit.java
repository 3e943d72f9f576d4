package org.multijvm.ipc.sync;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The orderly end of this JVM: it leaves its barriers, so that its end breaks none. What a shutdown hook or a worker still uses meanwhile it leaves
 * after each use. A JVM that is killed or halted does not get here, and neither does one that dies in the middle: what it has not left it breaks.
 */
final class BarrierExit {
    private static final Set<BarrierMembers> JOINED = Collections.newSetFromMap(new WeakHashMap<>());
    private static boolean hooked;

    /** Set before the barriers are left: a thread that comes out of one later leaves it. */
    private static volatile boolean ending;

    private BarrierExit() {}

    /** Whether this JVM ends, so that each use of a barrier may be its last. */
    static boolean isEnding() {
        return ending;
    }

    /** Leaves a barrier at the end. */
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
                } catch (IllegalStateException endingAlready) {
                    ending = true;
                }
            }
        }
    }

    private static void leaveAll() {
        ending = true;
        List<BarrierMembers> all;
        synchronized (JOINED) {
            all = new ArrayList<>(JOINED);
        }
        for (BarrierMembers members : all) {
            members.leave();
        }
    }
}
