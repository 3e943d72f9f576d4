package org.multijvm.ipc.sync;

import static org.awaitility.Awaitility.await;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.multijvm.ipc.file.SharedCell;

/** Reads and sets the entries of a condition's table, as somebody would leave them who dies at a certain instruction. */
final class ConditionStates {
    private ConditionStates() {}

    /** An entry of a process, as if it had the next ticket. */
    static void enter(SharedCondition condition, int entry, long state) {
        ByteBuffer memory = memory(condition);
        long ticket = nextTicket(condition);
        memory.putLong(ConditionLayout.NEXT_TICKET_AT, ticket + 1);
        memory.putLong(ConditionLayout.ticket(entry), ticket);
        memory.putLong(ConditionLayout.notifiedAt(entry), ticket + 1);
        memory.putLong(ConditionLayout.USED_AT, Math.max(entry + 1, memory.getLong(ConditionLayout.USED_AT)));
        set(condition, entry, state);
    }

    static void set(SharedCondition condition, int entry, long state) {
        VarHandle.fullFence();
        memory(condition).putLong(ConditionLayout.state(entry), state);
        VarHandle.fullFence();
    }

    static void notifiedAt(SharedCondition condition, int entry, long ticket) {
        memory(condition).putLong(ConditionLayout.notifiedAt(entry), ticket);
    }

    static long state(SharedCondition condition, int entry) {
        VarHandle.fullFence();
        return memory(condition).getLong(ConditionLayout.state(entry));
    }

    static long nextTicket(SharedCondition condition) {
        return memory(condition).getLong(ConditionLayout.NEXT_TICKET_AT);
    }

    /** Until so many wait. */
    static void awaitWaiting(SharedCondition condition, int count) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> condition.waiting() == count);
    }

    private static ByteBuffer memory(SharedCondition condition) {
        ConditionTicket ticket = (ConditionTicket) condition.writeReplace();
        return SharedCell.attach(ticket.file(), ticket.cell(), ConditionLayout.KIND, ConditionLayout.LINES)
                .memory();
    }
}
