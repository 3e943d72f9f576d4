package org.multijvm.cluster.shared.cell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/** Calls that wait for the same thing, first come, first served. An attempt does what a call wants and answers it, if that can be done now. */
final class WaitingLine {
    private final Deque<Call> calls = new ArrayDeque<>();
    private boolean retrying;

    /** Tries, and lets the call wait if that does not succeed or others wait. */
    void enter(Call call, Predicate<Call> attempt) {
        if (!calls.isEmpty() || !attempt.test(call)) {
            calls.add(call);
        }
    }

    /** Lets a call wait without a try. */
    void add(Call call) {
        calls.add(call);
    }

    /** Lets those go on who can, in their order. */
    void retry(Predicate<Call> attempt) {
        if (retrying) {
            // an attempt has let others go on: the loop that it is in looks at the next one anyway
            return;
        }
        retrying = true;
        try {
            while (!calls.isEmpty() && attempt.test(calls.getFirst())) {
                calls.removeFirst();
            }
        } finally {
            retrying = false;
        }
    }

    /** Takes the first out; null if nobody waits. */
    @Nullable
    Call removeFirst() {
        return calls.pollFirst();
    }

    /** Takes a call out. Whether it waited here. */
    boolean remove(Call call) {
        return calls.remove(call);
    }

    /** Takes the calls of a client out. Whether there were some. */
    boolean removeOf(UUID client) {
        return calls.removeIf(call -> call.client.equals(client));
    }

    @Nullable
    Call find(UUID client, long number) {
        for (Call call : calls) {
            if (call.is(client, number)) {
                return call;
            }
        }
        return null;
    }

    int size() {
        return calls.size();
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    void write(ValueWriter out) {
        out.writeCount(calls.size());
        calls.forEach(call -> call.write(out));
    }

    void read(In in) {
        int count = in.readCount(1);
        for (int i = 0; i < count; i++) {
            calls.add(Call.read(in));
        }
    }
}
