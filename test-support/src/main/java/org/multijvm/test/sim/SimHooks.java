package org.multijvm.test.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the code of simulated processes calls instead of the machine; see {@link SimRewriter}. Other threads get what the machine gives. */
public final class SimHooks {
    private record Word(ByteBuffer memory, int offset) {}

    private static final Map<Long, Word> WORDS = new ConcurrentHashMap<>();

    /** Addresses are told apart by so many bits: all memory of a world lies closer together. */
    private static final int ADDRESSES = 1 << 30;

    private SimHooks() {}

    private static @Nullable SimThread current() {
        return Thread.currentThread() instanceof SimThread thread ? thread : null;
    }

    /** Before a load of shared memory. */
    public static void read() {
        SimThread me = current();
        if (me != null) {
            me.world().step(me, false);
        }
    }

    /** Before a store into shared memory. */
    public static void write() {
        SimThread me = current();
        if (me != null) {
            me.world().step(me, true);
        }
    }

    public static long nanoTime() {
        SimThread me = current();
        if (me == null) {
            return System.nanoTime();
        }
        me.world().pass(me, 30);
        return me.world().clock();
    }

    public static long currentTimeMillis() {
        return 1_700_000_000_000L + nanoTime() / 1_000_000;
    }

    public static void park(Object blocker, long nanos) {
        sleepNanos(nanos);
    }

    public static void sleepNanos(long nanos) {
        SimThread me = current();
        if (me != null) {
            me.world().sleep(me, nanos, 0);
        }
    }

    public static void onSpinWait() {
        read();
    }

    /** One, so that nobody spins: a spin of many looks in vain is a sleep. */
    public static int processors(Runtime runtime) {
        return 1;
    }

    public static boolean futexReady() {
        return true;
    }

    public static void futexPrepare() {}

    public static long address(ByteBuffer memory, int offset) {
        long address = memory.alignmentOffset(0, ADDRESSES) + (long) offset + ADDRESSES;
        WORDS.putIfAbsent(address, new Word(memory.duplicate().order(ByteOrder.nativeOrder()), offset));
        return address;
    }

    public static void futexWait(long address, int expected, long nanos) {
        SimThread me = current();
        if (me == null) {
            return;
        }
        me.world().step(me, false);
        Word word = WORDS.get(address);
        // now and then it returns early, as the kernel may
        if (word != null && word.memory.getInt(word.offset) == expected && me.draw(100) != 0) {
            me.world().fallAsleep(me, nanos, address);
        }
    }

    public static void futexWake(long address, int count) {
        SimThread me = current();
        if (me != null) {
            me.world().wake(me, address, count);
        }
    }

    public static void futexWaitAny(ByteBuffer waiters, int count, long nanos) {
        sleepNanos(Math.min(nanos, 1_000_000));
    }

    public static long pid(ProcessHandle handle) {
        SimThread me = current();
        return me == null ? handle.pid() : me.process().pid();
    }

    public static long ownPid() {
        return pid(ProcessHandle.current());
    }

    /** The start time of a process in ticks, -1 if it is dead. */
    public static long startTimeOf(long pid) {
        SimThread me = current();
        return me == null || me.world().looksAlive(me, pid) ? 5000 + pid : -1;
    }

    public static String file(Object cell) {
        return "simulated";
    }
}
