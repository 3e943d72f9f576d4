package org.multijvm.manager.served;

import java.util.HashMap;
import java.util.Map;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Kind;

/** A semaphore. What a client has acquired and not released comes back when it ends, but never so that there are more permits than at first. Guarded by the monitor. */
final class ServedSemaphore extends Served {
    private final WaitingLine line = new WaitingLine();
    private final Map<Session, Integer> held = new HashMap<>();
    private final int first;
    private int permits;

    ServedSemaphore(long number, Kind kind, int permits) {
        super(number, kind);
        this.first = permits;
        this.permits = permits;
    }

    @Override
    synchronized void call(Call call) {
        switch (call.op) {
            case SEMAPHORE_ACQUIRE -> {
                int wanted = wanted(call);
                line.enter(call, () -> acquire(call, wanted));
            }
            case SEMAPHORE_TRY -> {
                int wanted = wanted(call);
                if (!line.isEmpty() || !acquire(call, wanted)) {
                    call.done(false);
                }
            }
            case SEMAPHORE_RELEASE -> {
                release(call, call.in.readInt());
                call.done();
            }
            case SEMAPHORE_DRAIN -> {
                int all = permits;
                hold(call.session, all);
                permits = 0;
                call.done(all);
            }
            case SEMAPHORE_STATE -> {
                ValueWriter out = call.answer();
                out.writeInt(permits);
                out.writeInt(line.size());
                call.send(out);
            }
            default -> throw unknown(call);
        }
    }

    private int wanted(Call call) {
        int wanted = call.in.readInt();
        if (wanted < 0 || kind == Kind.BOUNDED_SEMAPHORE && wanted > first) {
            throw new IllegalArgumentException(
                    "so many permits there will never be: permits=" + wanted + ", made with=" + first);
        }
        return wanted;
    }

    private boolean acquire(Call call, int wanted) {
        if (permits < wanted) {
            return false;
        }
        permits -= wanted;
        hold(call.session, wanted);
        call.done(true);
        return true;
    }

    private void hold(Session session, int count) {
        held.merge(session, count, Integer::sum);
        session.touches(this);
    }

    private void release(Call call, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of permits is not negative: permits=" + count);
        }
        if (kind == Kind.BOUNDED_SEMAPHORE && count > first - permits) {
            throw new IllegalStateException("released more often than acquired: permits=" + permits + ", made with="
                    + first + ", released=" + count);
        }
        permits = Math.addExact(permits, count);
        held.computeIfPresent(call.session, (session, had) -> had <= count ? null : had - count);
        line.retry();
    }

    @Override
    synchronized void giveUp(Call call) {
        if (line.remove(call)) {
            call.givenUp();
            line.retry();
        }
    }

    @Override
    synchronized void ended(Session session) {
        line.removeOf(session);
        Integer back = held.remove(session);
        if (back != null) {
            permits = (int) Math.max(permits, Math.min(first, (long) permits + back));
        }
        line.retry();
    }
}
