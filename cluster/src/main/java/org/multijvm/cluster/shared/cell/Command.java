package org.multijvm.cluster.shared.cell;

import java.util.UUID;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/**
 * A call of a driver, on its way to where the object is.
 *
 * @param kind what the object is
 * @param made what it is made with, should there be none
 * @param client the driver's node
 * @param order when that node joined: who knows a later one and not this node knows that it has gone
 * @param low the least number of a call of this driver whose answer may still be asked for
 * @param number of the call, unique for the driver
 * @param thread that calls
 * @param op what is asked
 * @param arguments of that
 */
public record Command(
        CellKind kind,
        byte[] made,
        UUID client,
        long order,
        long low,
        long number,
        long thread,
        CellOp op,
        byte[] arguments) {
    /** As it travels. */
    @SuppressWarnings("EnumOrdinal") // both enums say so
    public byte[] toBytes() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(kind.ordinal());
        out.writeBytes(made);
        writeId(out, client);
        out.writeLong(order);
        out.writeLong(low);
        out.writeLong(number);
        out.writeLong(thread);
        out.writeByte(op.ordinal());
        out.writeBytes(arguments);
        return out.toBytes();
    }

    /** What {@link #toBytes} gave. */
    public static Command of(byte[] bytes) {
        In in = new In(bytes);
        return new Command(
                CellKind.of(in.readByte()),
                readBytes(in),
                readId(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                CellOp.of(in.readByte()),
                readBytes(in));
    }

    static void writeId(ValueWriter out, UUID id) {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    static UUID readId(In in) {
        return new UUID(in.readLong(), in.readLong());
    }

    static byte[] readBytes(In in) {
        return in.readBytes(in.readCount(1));
    }
}
