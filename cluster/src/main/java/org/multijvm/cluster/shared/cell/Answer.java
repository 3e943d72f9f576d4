package org.multijvm.cluster.shared.cell;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.ValueForm;

/**
 * What a call is answered.
 *
 * <pre>
 *   WAITS                       (byte): not yet
 *   DONE, what it gives         (byte, then as the operation says)
 *   THROWN, an exception        (byte, bytes)
 *   GIVEN_UP                    (byte): it waits no more, and nothing was done
 * </pre>
 */
public final class Answer {
    private static final byte WAITS = 0;
    private static final byte DONE = 1;
    private static final byte THROWN = 2;
    private static final byte GIVEN_UP = 3;

    static final byte[] WAITING = {WAITS};
    static final byte[] NO_MORE = {GIVEN_UP};

    private Answer() {}

    /** Whether it says that there is no answer yet. */
    public static boolean waits(byte[] answer) {
        return answer[0] == WAITS;
    }

    /** What was done gave; null if it was given up. What was thrown there is thrown here, whatever it is. */
    public static @Nullable In of(byte[] answer) {
        In in = new In(answer);
        byte status = in.readByte();
        if (status == THROWN) {
            throw Answer.<RuntimeException>thrown(ValueForm.trusted().thrown(Item.of(Command.readBytes(in))));
        }
        return status == GIVEN_UP ? null : in;
    }

    @SuppressWarnings("unchecked") // the compiler's rule is what this goes round: the face's method declares it
    private static <T extends Throwable> RuntimeException thrown(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** The beginning of an answer. */
    static ValueWriter done() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(DONE);
        return out;
    }

    static byte[] thrown(Exception exception) {
        // where it was thrown is of no use to anybody, and bytes are kept
        exception.setStackTrace(new StackTraceElement[0]);
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(THROWN);
        out.writeBytes(ValueForm.thrown(exception));
        return out.toBytes();
    }
}
