package org.multijvm.manager.served;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;

/**
 * A lock, reentrant or not. It belongs to a thread of a client, and is free when that client ends. Guarded by the monitor, as its conditions are.
 *
 * <pre>
 *   free --- acquire ---> held by (client, thread), n times --- n releases, a wait at a condition, the client's end ---> the first in line has it, or it is free
 * </pre>
 */
final class ServedLock extends Served {
    private final WaitingLine line = new WaitingLine();
    private final Set<ServedCondition> conditions = Collections.newSetFromMap(new WeakHashMap<>());
    private @Nullable Session owner;
    private long ownerThread;
    private int holds;

    /** Whether the one who had it before has ended with it. */
    private boolean abandoned;

    private boolean wasAbandoned;

    ServedLock(long number, Kind kind) {
        super(number, kind);
    }

    @Override
    synchronized void call(Call call) {
        switch (call.op) {
            case LOCK_ACQUIRE -> {
                if (!again(call)) {
                    line.enter(call, () -> take(call, 1));
                }
            }
            case LOCK_TRY -> {
                if (!again(call) && (!line.isEmpty() || !take(call, 1))) {
                    call.done(false);
                }
            }
            case LOCK_RELEASE -> {
                release(call);
                call.done();
            }
            case LOCK_STATE -> {
                ValueWriter out = call.answer();
                out.writeInt(owner == null ? 0 : 1);
                out.writeInt(isOwner(call) ? holds : 0);
                out.writeByte(owner != null && wasAbandoned ? 1 : 0);
                call.send(out);
            }
            default -> throw unknown(call);
        }
    }

    /** One more time by the thread that has it. */
    private boolean again(Call call) {
        if (kind != Kind.REENTRANT_LOCK || !isOwner(call)) {
            return false;
        }
        holds++;
        call.done(true);
        return true;
    }

    boolean isOwner(Call call) {
        return owner != null && call.isBySame(owner, ownerThread);
    }

    private boolean take(Call call, int times) {
        if (!own(call, times)) {
            return false;
        }
        call.done(true);
        return true;
    }

    private boolean own(Call call, int times) {
        if (owner != null) {
            return false;
        }
        owner = call.session;
        ownerThread = call.thread;
        holds = times;
        wasAbandoned = abandoned;
        abandoned = false;
        // before the call waits no more
        call.session.touches(this);
        return true;
    }

    private void release(Call call) {
        if (owner == null) {
            throw new IllegalMonitorStateException("nobody holds the lock: lock=" + this);
        }
        if (kind == Kind.REENTRANT_LOCK && !isOwner(call)) {
            throw new IllegalMonitorStateException("this thread does not hold the lock: lock=" + this);
        }
        if (--holds == 0) {
            free();
        }
    }

    private void free() {
        owner = null;
        holds = 0;
        line.retry();
    }

    /** For a wait at a condition: gives all holds up and returns their number. */
    int giveAllUp() {
        int given = holds;
        free();
        return given;
    }

    /** After it: has the holds again, sooner or later, and then answers. */
    void haveAgain(Call call, int times, Runnable answer) {
        line.enter(call, () -> {
            boolean had = own(call, times);
            if (had) {
                answer.run();
            }
            return had;
        });
    }

    synchronized void has(ServedCondition condition) {
        conditions.add(condition);
    }

    @Override
    synchronized void giveUp(Call call) {
        if (call.op == Op.LOCK_ACQUIRE && line.remove(call)) {
            call.givenUp();
        }
    }

    @Override
    synchronized void ended(Session session) {
        line.removeOf(session);
        List<ServedCondition> all = List.copyOf(conditions);
        // first, so that none of its own waits is let go on below and gets the lock
        all.forEach(condition -> condition.removeOf(session));
        if (owner == session) {
            abandoned = true;
            // it may have owed a signal
            all.forEach(ServedCondition::endWaits);
            free();
        }
    }
}
