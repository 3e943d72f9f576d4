package org.multijvm.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A message as it lies in the log, the content of one Chronicle document: multiples of 4 bytes, little endian on every machine.
 *
 * <pre>
 *    0  checksum (int): CRC-32C of what follows
 *    4  length of the body (int)
 *    8  number of the message in its lane (long)
 *   16  when it was put, milliseconds since 1970 (long)
 *   24  when it is due (long), 0 for at once
 *   32  kind (byte): what the body is; 3 zeros
 *   36  body, then up to 3 zeros
 * </pre>
 *
 * @param number in its lane
 * @param putAt milliseconds since 1970
 * @param dueAt milliseconds since 1970, or 0
 * @param kind one of the kinds of a body
 * @param body the body
 */
record Frame(long number, long putAt, long dueAt, byte kind, byte[] body) {
    static final int BODY_AT = 36;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static int bytes(int length) {
        return BODY_AT + length + 3 & ~3;
    }

    /** Writes a message into an array that is large enough; gives its length there. */
    static int write(byte[] to, long number, long putAt, long dueAt, byte kind, byte[] body, int length) {
        int end = bytes(length);
        INTS.set(to, 4, length);
        LONGS.set(to, 8, number);
        LONGS.set(to, 16, putAt);
        LONGS.set(to, 24, dueAt);
        INTS.set(to, 32, kind & 0xff);
        INTS.set(to, end - 4, 0);
        System.arraycopy(body, 0, to, BODY_AT, length);
        INTS.set(to, 0, checksum(to, end));
        return end;
    }

    /** Reads a message; null if there is none of this number there, or not a whole one. */
    static @Nullable Frame read(ByteBuffer from, int at, int bytes, long number) {
        if (bytes < BODY_AT || bytes > from.capacity() - at) {
            return null;
        }
        byte[] all = new byte[bytes];
        from.get(at, all);
        int length = (int) INTS.get(all, 4);
        if (length < 0
                || length > bytes - BODY_AT
                || (long) LONGS.get(all, 8) != number
                || (int) INTS.get(all, 0) != checksum(all, bytes)) {
            return null;
        }
        byte[] body = new byte[length];
        System.arraycopy(all, BODY_AT, body, 0, length);
        return new Frame(number, (long) LONGS.get(all, 16), (long) LONGS.get(all, 24), all[32], body);
    }

    private static int checksum(byte[] bytes, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 4, end - 4);
        return (int) crc.getValue();
    }
}
