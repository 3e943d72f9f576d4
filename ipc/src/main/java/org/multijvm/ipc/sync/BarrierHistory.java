package org.multijvm.ipc.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Which of the past generations of a barrier broke, for those who wake so late that it is history.
 *
 * <p>A generation that passes leaves no trace, since that is the fast way. One that broke is noted before its successor can begin:
 * first its entry, then the count of breaks, then the state, all volatile or stronger. So whoever sees that its generation is over
 * sees the note as well; and if the count is what it was before he arrived, none broke since and the entries need not be read.
 *
 * <p>An entry serves every 256th generation and keeps the latest: a late waiter who finds a later one in its
 * place cannot know, and is told that his broke, which is the safe side. Writing is repeatable: the same generation is noted any number of
 * times, and a resetter who was stopped before it wrote cannot overwrite a later one. Thread-safe.
 */
final class BarrierHistory {
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** Makes an entry differ from one that was never written; the generation's own lowest bit is free. */
    private static final int WRITTEN = 1;

    private final ByteBuffer memory;

    BarrierHistory(ByteBuffer memory) {
        this.memory = memory;
    }

    /** How often a broken generation was noted. */
    int breaks() {
        return (int) INTS.getVolatile(memory, BarrierLayout.BREAKS_AT);
    }

    /** Notes that this generation, which is broken, is about to be over. */
    void note(int generation) {
        int at = BarrierLayout.broken(generation);
        int entry = generation | WRITTEN;
        while (true) {
            int found = (int) INTS.getVolatile(memory, at);
            // a difference, since generations come round
            if (found != 0 && found - entry >= 0 || INTS.compareAndSet(memory, at, found, entry)) {
                break;
            }
        }
        countBreak();
    }

    /** Whether a generation that is over broke, given the count before its party arrived. */
    boolean broke(int generation, int breaksBefore) {
        if (breaks() == breaksBefore) {
            return false;
        }
        int found = (int) INTS.getVolatile(memory, BarrierLayout.broken(generation));
        return found != 0 && found - (generation | WRITTEN) >= 0;
    }

    private void countBreak() {
        int count;
        do {
            count = breaks();
        } while (!INTS.compareAndSet(memory, BarrierLayout.BREAKS_AT, count, count + 1));
    }
}
