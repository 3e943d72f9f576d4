package org.multijvm.manager.served;

import java.util.HashMap;
import java.util.Map;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Kind;

/**
 * A condition of a lock. Guarded by the lock's monitor.
 *
 * <pre>
 *   AWAIT: gives the lock up ---> waits --- SIGNAL ---------------------> waits for the lock ---> answered: it was told
 *                                   +------ given up -------------------> waits for the lock ---> answered: given up
 *                                   +------ the lock's holder has died -> waits for the lock ---> answered: not told
 *                                   +------ its client has ended -------> gone
 * </pre>
 */
final class ServedCondition extends Served {
    private final ServedLock lock;
    private final WaitingLine line = new WaitingLine();
    private final Map<Call, Integer> holds = new HashMap<>();

    ServedCondition(long number, ServedLock lock) {
        super(number, Kind.CONDITION);
        this.lock = lock;
        lock.has(this);
    }

    /** A client has ended: its calls wait here no more. */
    void removeOf(Session session) {
        line.removeOf(session).forEach(holds::remove);
    }

    /** The lock's holder has died. */
    void endWaits() {
        for (Call call = line.removeFirst(); call != null; call = line.removeFirst()) {
            Call waiting = call;
            goOn(waiting, () -> waiting.done(false));
        }
    }

    @Override
    void call(Call call) {
        synchronized (lock) {
            switch (call.op) {
                case CONDITION_AWAIT -> {
                    checkOwner(call);
                    line.add(call, () -> false);
                    holds.put(call, lock.giveAllUp());
                }
                case CONDITION_SIGNAL -> {
                    checkOwner(call);
                    call.done(signal(call.in.readInt()));
                }
                case CONDITION_WAITING -> call.done(line.size());
                case CONDITION_LOCK -> {
                    call.session.grant(lock);
                    ValueWriter out = call.answer();
                    out.writeLong(lock.number);
                    out.writeByte(lock.kind.code());
                    call.send(out);
                }
                default -> throw unknown(call);
            }
        }
    }

    private void checkOwner(Call call) {
        if (!lock.isOwner(call)) {
            throw new IllegalMonitorStateException("this thread does not hold the condition's lock: lock=" + lock);
        }
    }

    private int signal(int most) {
        int told = 0;
        while (told < most) {
            Call first = line.removeFirst();
            if (first == null) {
                break;
            }
            goOn(first, () -> first.done(true));
            told++;
        }
        return told;
    }

    private void goOn(Call call, Runnable answer) {
        Integer times = holds.remove(call);
        lock.haveAgain(call, times == null ? 1 : times, answer);
    }

    @Override
    void giveUp(Call call) {
        synchronized (lock) {
            if (line.remove(call)) {
                goOn(call, call::givenUp);
            }
        }
    }

    @Override
    void ended(Session session) {
        synchronized (lock) {
            // such a call may also wait for the lock by now
            lock.ended(session);
        }
    }
}
