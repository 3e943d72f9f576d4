package org.multijvm.ipc.sync;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.LongFunction;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.ChaosKill;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;
import org.multijvm.ipc.wait.ProcessKey;

/** Tells from the words of a primitive where a process is that was stopped: what it would leave if it were killed now. */
final class ChaosPlaces {
    static final String HOLDING = "holding";
    static final String INHERITED = "holding what was abandoned";
    static final String IN_MONITOR = "in the monitor";
    static final String DECIDED = "in the monitor, decided and not yet applied";
    static final String AFTER_A_DEATH = "in the monitor, after one who died in it";
    static final String GRANTED = "granted, not awake";
    static final String NOTIFIED = "notified, without the lock";
    static final String WAITING = ChaosKill.OUTSIDE + ", waiting";

    private ChaosPlaces() {}

    static LongFunction<String> of(Lock lock) {
        LockCore core = LockStates.core(lock);
        return pid -> placeAt(core.word().state(), pid);
    }

    /** Of those who use conditions of one lock. */
    static LongFunction<String> of(Lock lock, List<SharedCondition> conditions) {
        LockCore core = LockStates.core(lock);
        return pid -> {
            String place = placeAt(core.word().state(), pid);
            for (SharedCondition condition : conditions) {
                if (place.startsWith(ChaosKill.OUTSIDE)) {
                    place = placeIn(condition, pid, place);
                }
            }
            return place;
        };
    }

    /** Of a thing that stands on a {@link RobustMonitor}. */
    static LongFunction<String> of(Handle onMonitor) {
        ByteBuffer memory = monitorMemory(onMonitor);
        return pid -> {
            long mutex = memory.getLong(MonitorLayout.MUTEX_AT);
            if (ProcessKey.pid(mutex) == pid) {
                return (mutex & LockLayout.ABANDONED) != 0
                        ? AFTER_A_DEATH
                        : memory.getLong(MonitorLayout.LOG_COUNT_AT) == 0 ? IN_MONITOR : DECIDED;
            }
            int process = 0;
            while (process < MonitorLayout.PROCESSES
                    && ProcessKey.pid(memory.getLong(MonitorLayout.key(process))) != pid) {
                process++;
            }
            return process == MonitorLayout.PROCESSES ? ChaosKill.OUTSIDE : placeOf(memory, process);
        };
    }

    /** How often a monitor was taken from one who died in it. */
    static int recoveries(Handle onMonitor) {
        return monitorMemory(onMonitor).getInt(LockLayout.DEATHS_AT);
    }

    /** The words of a thing on a monitor that are not 0, with their offsets. */
    static String words(Object subject) {
        if (!(subject instanceof Handle handle) || !(handle.writeReplace() instanceof CellTicket)) {
            return "";
        }
        ByteBuffer memory = monitorMemory(handle);
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < MonitorLayout.END; at += Long.BYTES) {
            long word = memory.getLong(at);
            if (word != 0) {
                text.append(at).append('=').append(Long.toHexString(word)).append(' ');
            }
        }
        return text.toString();
    }

    private static String placeAt(long state, long pid) {
        if (ProcessKey.pid(state) != pid) {
            return ChaosKill.OUTSIDE;
        }
        return (state & LockLayout.ABANDONED) != 0 ? INHERITED : HOLDING;
    }

    private static String placeIn(SharedCondition condition, long pid, String otherwise) {
        for (int entry = 0; entry < ConditionLayout.ENTRIES; entry++) {
            long state = ConditionStates.state(condition, entry);
            if (ProcessKey.pid(state) == pid) {
                return (state & ConditionLayout.NOTIFIED) != 0 ? NOTIFIED : WAITING;
            }
        }
        return otherwise;
    }

    private static String placeOf(ByteBuffer memory, int process) {
        for (int waiter = 0; waiter < MonitorLayout.WAITERS; waiter++) {
            if (memory.getLong(MonitorLayout.owner(waiter)) == process + 1) {
                return memory.getLong(MonitorLayout.state(waiter)) == MonitorQueue.GRANTED ? GRANTED : WAITING;
            }
        }
        return memory.getLong(MonitorLayout.value(process)) == 0 ? ChaosKill.OUTSIDE : HOLDING;
    }

    private static ByteBuffer monitorMemory(Handle onMonitor) {
        CellTicket ticket = (CellTicket) onMonitor.writeReplace();
        return SharedCell.attach(ticket.file(), ticket.cell(), ticket.kind(), MonitorLayout.LINES)
                .memory();
    }
}
