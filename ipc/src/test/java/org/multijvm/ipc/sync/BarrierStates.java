package org.multijvm.ipc.sync;

import static org.awaitility.Awaitility.await;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.multijvm.ipc.file.SharedCell;

/** Reads and sets the bytes of a barrier, as somebody would leave them who dies at a certain instruction. */
final class BarrierStates {
    private BarrierStates() {}

    static long state(SharedBarrier barrier) {
        VarHandle.fullFence();
        return memory(barrier).getLong(BarrierLayout.STATE_AT);
    }

    static void state(SharedBarrier barrier, long state) {
        memory(barrier).putLong(BarrierLayout.STATE_AT, state);
        VarHandle.fullFence();
    }

    static long member(SharedBarrier barrier, int slot) {
        VarHandle.fullFence();
        return memory(barrier).getLong(BarrierLayout.member(slot));
    }

    static void member(SharedBarrier barrier, int slot, long key) {
        memory(barrier).putLong(BarrierLayout.member(slot), key);
        VarHandle.fullFence();
    }

    /** Until so many have arrived and the last of them sleeps. */
    static void awaitWaiting(SharedBarrier barrier, int count) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    long state = state(barrier);
                    return BarrierLayout.arrived(state) == count && (state & BarrierLayout.SLEEPERS) != 0;
                });
    }

    static ByteBuffer memory(SharedBarrier barrier) {
        BarrierTicket ticket = (BarrierTicket) barrier.writeReplace();
        return SharedCell.attach(ticket.file(), ticket.cell(), BarrierLayout.KIND, BarrierLayout.LINES)
                .memory();
    }
}
