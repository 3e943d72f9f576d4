package org.multijvm.cluster.shared.cell;

import java.util.UUID;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/** A call of a driver's thread, while it runs and while it waits. */
final class Call {
    /** What a call that waits for a lock is answered when it has it. */
    enum How {
        ACQUIRED,
        TOLD,
        NOT_TOLD,
        GIVEN_UP
    }

    private static final How[] HOWS = How.values();

    final UUID client;
    final long number;
    final long thread;
    final CellOp op;
    private final byte[] arguments;

    /** How often it is to hold the lock. */
    int times = 1;

    How how = How.ACQUIRED;

    Call(UUID client, long number, long thread, CellOp op, byte[] arguments) {
        this.client = client;
        this.number = number;
        this.thread = thread;
        this.op = op;
        this.arguments = arguments;
    }

    In in() {
        return new In(arguments);
    }

    boolean is(UUID otherClient, long otherNumber) {
        return number == otherNumber && client.equals(otherClient);
    }

    @SuppressWarnings("EnumOrdinal") // as it is stored
    void write(ValueWriter out) {
        Command.writeId(out, client);
        out.writeLong(number);
        out.writeLong(thread);
        out.writeByte(op.ordinal());
        out.writeBytes(arguments);
        out.writeInt(times);
        out.writeByte(how.ordinal());
    }

    static Call read(In in) {
        Call call = new Call(
                Command.readId(in), in.readLong(), in.readLong(), CellOp.of(in.readByte()), Command.readBytes(in));
        call.times = in.readInt();
        call.how = HOWS[in.readByte()];
        return call;
    }
}
