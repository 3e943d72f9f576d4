package org.multijvm.manager.served;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Kind;

/**
 * A meeting point. The party that comes last runs the action, if there is one, in its own JVM. Guarded by the monitor.
 *
 * <pre>
 *   FILLING --- the last party comes, there is an action ---> ACTING --- ACTED, well ---> all go on; FILLING
 *      |  \                                                     |
 *      |   +--- the last party comes, no action ---> all go on; FILLING
 *      +------- a wait is given up, a party's client ends, ABORT ------+----- ACTED, it threw ---> BROKEN --- RESET ---> FILLING
 * </pre>
 */
final class ServedBarrier extends Served {
    /** What AWAIT is answered: a party goes on with its index, or runs the action first. */
    static final byte GO = 0;

    static final byte ACT = 1;

    private final WaitingLine line = new WaitingLine();
    private final int parties;
    private final @Nullable Item action;
    /** Who has ever come: nobody can wait for one of them that is dead. */
    private final Set<Session> members = new HashSet<>();

    private @Nullable Call acting;
    private boolean broken;

    /**
     * @param action a function for the clients; null for none
     */
    ServedBarrier(long number, int parties, @Nullable Item action) {
        super(number, Kind.BARRIER);
        this.parties = parties;
        this.action = action;
    }

    @Override
    synchronized void call(Call call) {
        switch (call.op) {
            case BARRIER_AWAIT -> arrive(call);
            case BARRIER_ACTED -> acted(call, call.in.readBoolean());
            case BARRIER_RESET -> {
                breakUp();
                broken = false;
                call.done();
            }
            case BARRIER_ABORT -> {
                breakUp();
                call.done();
            }
            case BARRIER_STATE -> {
                ValueWriter out = call.answer();
                out.writeInt(parties);
                out.writeInt(broken ? 0 : line.size());
                out.writeByte(broken ? 1 : 0);
                call.send(out);
            }
            default -> throw unknown(call);
        }
    }

    private void arrive(Call call) {
        if (members.add(call.session)) {
            call.session.touches(this);
        }
        if (broken || acting != null) {
            // who comes while the action runs would be of the next generation: it waits for this one's end
            if (broken) {
                call.fail(brokenUp());
            } else {
                line.add(call, () -> false);
            }
        } else if (line.size() + 1 < parties) {
            line.add(call, () -> false);
        } else if (action == null) {
            pass(call, parties);
        } else {
            acting = call;
            ValueWriter out = call.answer();
            out.writeByte(ACT);
            out.writeInt(parties - 1);
            call.put(out, action);
            call.send(out);
        }
    }

    private void acted(Call call, boolean well) {
        Call last = acting;
        if (last == null || !call.isBySame(last.session, last.thread)) {
            // it was broken while the action ran
            if (well) {
                call.fail(brokenUp());
            } else {
                call.done();
            }
            return;
        }
        acting = null;
        if (well) {
            pass(call, parties);
        } else {
            call.done();
            breakUp();
        }
    }

    /** The others go on in the order in which they came, each with how many had arrived before it. */
    private void pass(Call last, int count) {
        for (int index = 0; index < count - 1; index++) {
            Call first = line.removeFirst();
            if (first != null) {
                go(first, index);
            }
        }
        go(last, count - 1);
        refill();
    }

    /** Those who came while an action ran are the next generation. */
    private void refill() {
        if (line.size() >= parties) {
            line.removeAll().keySet().forEach(this::arrive);
        }
    }

    private static void go(Call call, int index) {
        ValueWriter out = call.answer();
        out.writeByte(GO);
        out.writeInt(index);
        call.send(out);
    }

    private void breakUp() {
        broken = true;
        acting = null;
        line.removeAll().keySet().forEach(call -> call.fail(brokenUp()));
    }

    private static BrokenBarrierException brokenUp() {
        return new BrokenBarrierException("a party has left the barrier: given up, dead, or it was reset or aborted");
    }

    @Override
    synchronized void giveUp(Call call) {
        if (line.remove(call)) {
            call.givenUp();
            breakUp();
        }
    }

    @Override
    synchronized void ended(Session session) {
        boolean waited = !line.removeOf(session).isEmpty();
        boolean othersWait = members.remove(session) && !line.isEmpty();
        if (waited || othersWait || acting != null && acting.session == session) {
            breakUp();
        }
    }
}
