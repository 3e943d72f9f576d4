package org.multijvm.test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The platform threads of this JVM; ours are those that bear our name or run our code. */
final class Threads implements Inventory<Thread> {
    /** Those that a JVM starts once and keeps. */
    private static final Set<String> ONCE_A_JVM = Set.of(
            "multijvm-futex-loader", "multijvm-virtual-sleepers", "multijvm-process-reaper", DeadlockDump.THREAD_NAME);

    @Override
    public Set<Thread> now() {
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        Thread[] threads = new Thread[2 * top.activeCount() + 16];
        int count = top.enumerate(threads, true);
        return new HashSet<>(Arrays.asList(threads).subList(0, count));
    }

    @Override
    public boolean isOurs(Thread thread) {
        if (!thread.isAlive() || thread.equals(Thread.currentThread()) || ONCE_A_JVM.contains(thread.getName())) {
            return false;
        }
        return thread.getName().startsWith("multijvm")
                || isOurs(thread.getClass().getName())
                || Arrays.stream(thread.getStackTrace()).anyMatch(frame -> isOurs(frame.getClassName()));
    }

    /** A loop gives a thread that seems to hang a successor of the same name. */
    @Override
    public boolean replaces(Thread thread, Thread gone) {
        return thread.getName().equals(gone.getName());
    }

    @Override
    public String describe(Thread thread) {
        return ThreadDump.of(thread).indent(2).strip();
    }

    private static boolean isOurs(String className) {
        return className.startsWith("org.multijvm.");
    }
}
