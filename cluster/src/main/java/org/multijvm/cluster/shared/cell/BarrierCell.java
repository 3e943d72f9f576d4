package org.multijvm.cluster.shared.cell;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/**
 * A meeting point.
 *
 * <pre>
 *   FILLING --- the last party comes ---> all go on; FILLING
 *      +------- a wait is given up, a driver that has ever come is gone while others wait, ABORT ---> BROKEN --- RESET ---> FILLING
 * </pre>
 */
final class BarrierCell extends Cell {
    private final WaitingLine line = new WaitingLine();
    /** Who has ever come: nobody can wait for one of them that is dead. */
    private final Set<UUID> members = new HashSet<>();

    private int parties;
    private boolean broken;

    BarrierCell(CellKind kind, int parties) {
        super(kind);
        this.parties = parties;
    }

    @Override
    void run(Call call) {
        switch (call.op) {
            case AWAIT -> arrive(call);
            case RESET -> {
                breakUp();
                broken = false;
                done(call);
            }
            case ABORT -> {
                breakUp();
                done(call);
            }
            case STATE -> {
                ValueWriter out = Answer.done();
                out.writeInt(parties);
                out.writeInt(line.size());
                out.writeByte(broken ? 1 : 0);
                done(call, out);
            }
            default -> throw unknown(call);
        }
    }

    private void arrive(Call call) {
        members.add(call.client);
        if (broken) {
            fail(call, brokenUp());
        } else if (line.size() + 1 < parties) {
            line.add(call);
        } else {
            long index = 0;
            for (Call first = line.removeFirst(); first != null; first = line.removeFirst()) {
                done(first, index++);
            }
            done(call, index);
        }
    }

    private void breakUp() {
        broken = true;
        for (Call first = line.removeFirst(); first != null; first = line.removeFirst()) {
            fail(first, brokenUp());
        }
    }

    private static BrokenBarrierException brokenUp() {
        return new BrokenBarrierException("a party has left the barrier: given up, dead, or it was reset or aborted");
    }

    @Override
    List<WaitingLine> lines() {
        return List.of(line);
    }

    @Override
    void giveUp(Call call) {
        if (line.remove(call)) {
            givenUp(call);
            breakUp();
        }
    }

    @Override
    void ended(UUID client, boolean waited) {
        if (members.remove(client) && (waited || !line.isEmpty())) {
            breakUp();
        }
    }

    @Override
    void write(ValueWriter out) {
        out.writeInt(parties);
        out.writeByte(broken ? 1 : 0);
        out.writeCount(members.size());
        members.forEach(member -> Command.writeId(out, member));
        line.write(out);
    }

    @Override
    void read(In in) {
        parties = in.readInt();
        broken = in.readBoolean();
        int count = in.readCount(1);
        for (int i = 0; i < count; i++) {
            members.add(Command.readId(in));
        }
        line.read(in);
    }
}
