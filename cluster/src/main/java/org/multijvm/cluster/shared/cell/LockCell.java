package org.multijvm.cluster.shared.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/**
 * A lock, reentrant or not, with its conditions. It belongs to a thread of a driver, and is free when that driver has gone.
 *
 * <pre>
 *   free --- ACQUIRE ---> held by (client, thread), n times --- n RELEASEs, a wait at a condition, the client's end ---> the first in line has it, or it is free
 *
 *   CONDITION_AWAIT: gives the lock up ---> waits --- SIGNAL ---------------------> waits for the lock ---> answered: it was told
 *                                             +------ given up -------------------> waits for the lock ---> answered: given up
 *                                             +------ the lock's holder has died -> waits for the lock ---> answered: not told
 * </pre>
 */
final class LockCell extends Cell {
    private final WaitingLine line = new WaitingLine();
    /** Those at which somebody waits. */
    private final Map<Long, WaitingLine> conditions = new TreeMap<>();

    private @Nullable UUID owner;
    private long ownerThread;
    private int holds;

    /** Whether the one who had it before has gone with it. */
    private boolean abandoned;

    private boolean wasAbandoned;
    private long lastCondition;

    LockCell(CellKind kind) {
        super(kind);
    }

    @Override
    void run(Call call) {
        switch (call.op) {
            case ACQUIRE -> {
                if (!again(call)) {
                    line.enter(call, this::take);
                }
            }
            case TRY_ACQUIRE -> {
                if (!again(call) && (!line.isEmpty() || !take(call))) {
                    done(call, false);
                }
            }
            case RELEASE -> {
                release(call);
                done(call);
            }
            case STATE -> {
                ValueWriter out = Answer.done();
                out.writeByte(owner == null ? 0 : 1);
                out.writeInt(isOwner(call) ? holds : 0);
                out.writeByte(owner != null && wasAbandoned ? 1 : 0);
                done(call, out);
            }
            default -> condition(call);
        }
    }

    private void condition(Call call) {
        switch (call.op) {
            case NEW_CONDITION -> done(call, ++lastCondition);
            case CONDITION_AWAIT -> {
                checkOwner(call);
                call.times = holds;
                conditions
                        .computeIfAbsent(call.in().readLong(), number -> new WaitingLine())
                        .add(call);
                free();
            }
            case SIGNAL -> {
                checkOwner(call);
                In in = call.in();
                done(call, signal(in.readLong(), in.readInt()));
            }
            case WAITING -> {
                WaitingLine waiting = conditions.get(call.in().readLong());
                done(call, waiting == null ? 0L : waiting.size());
            }
            default -> throw unknown(call);
        }
    }

    private boolean isReentrant() {
        return kind != CellKind.LOCK;
    }

    private boolean isOwner(Call call) {
        return call.client.equals(owner) && call.thread == ownerThread;
    }

    private void checkOwner(Call call) {
        if (!isOwner(call)) {
            throw new IllegalMonitorStateException("this thread does not hold the condition's lock");
        }
    }

    /** One more time by the thread that has it. */
    private boolean again(Call call) {
        if (!isReentrant() || !isOwner(call)) {
            return false;
        }
        holds++;
        done(call, true);
        return true;
    }

    private boolean take(Call call) {
        if (owner != null) {
            return false;
        }
        owner = call.client;
        ownerThread = call.thread;
        holds = call.times;
        wasAbandoned = abandoned;
        abandoned = false;
        if (call.how == Call.How.GIVEN_UP) {
            givenUp(call);
        } else {
            done(call, call.how != Call.How.NOT_TOLD);
        }
        return true;
    }

    private void release(Call call) {
        if (owner == null) {
            throw new IllegalMonitorStateException("nobody holds the lock");
        }
        if (isReentrant() && !isOwner(call)) {
            throw new IllegalMonitorStateException("this thread does not hold the lock");
        }
        if (--holds == 0) {
            free();
        }
    }

    private void free() {
        owner = null;
        holds = 0;
        line.retry(this::take);
    }

    private int signal(long condition, int most) {
        WaitingLine waiting = conditions.get(condition);
        int told = 0;
        while (waiting != null && told < most) {
            Call first = waiting.removeFirst();
            if (first == null) {
                break;
            }
            goOn(first, Call.How.TOLD);
            told++;
        }
        return told;
    }

    private void goOn(Call call, Call.How how) {
        call.how = how;
        line.enter(call, this::take);
    }

    @Override
    List<WaitingLine> lines() {
        List<WaitingLine> lines = new ArrayList<>(conditions.values());
        lines.add(line);
        return lines;
    }

    @Override
    void giveUp(Call call) {
        if (call.op == CellOp.ACQUIRE) {
            if (line.remove(call)) {
                givenUp(call);
            }
            return;
        }
        for (WaitingLine waiting : conditions.values()) {
            if (waiting.remove(call)) {
                goOn(call, Call.How.GIVEN_UP);
                return;
            }
        }
    }

    @Override
    void ended(UUID client, boolean waited) {
        if (client.equals(owner)) {
            abandoned = true;
            // it may have owed a signal
            for (WaitingLine waiting : conditions.values()) {
                for (Call call = waiting.removeFirst(); call != null; call = waiting.removeFirst()) {
                    call.how = Call.How.NOT_TOLD;
                    line.add(call);
                }
            }
            free();
        }
    }

    @Override
    void write(ValueWriter out) {
        out.writeByte(owner == null ? 0 : 1);
        if (owner != null) {
            Command.writeId(out, owner);
            out.writeLong(ownerThread);
            out.writeInt(holds);
        }
        out.writeByte(abandoned ? 1 : 0);
        out.writeByte(wasAbandoned ? 1 : 0);
        out.writeLong(lastCondition);
        line.write(out);
        conditions.values().removeIf(WaitingLine::isEmpty);
        out.writeCount(conditions.size());
        conditions.forEach((number, waiting) -> {
            out.writeLong(number);
            waiting.write(out);
        });
    }

    @Override
    void read(In in) {
        if (in.readBoolean()) {
            owner = Command.readId(in);
            ownerThread = in.readLong();
            holds = in.readInt();
        }
        abandoned = in.readBoolean();
        wasAbandoned = in.readBoolean();
        lastCondition = in.readLong();
        line.read(in);
        int count = in.readCount(1);
        for (int i = 0; i < count; i++) {
            WaitingLine waiting = new WaitingLine();
            conditions.put(in.readLong(), waiting);
            waiting.read(in);
        }
    }
}
