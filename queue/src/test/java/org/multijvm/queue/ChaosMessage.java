package org.multijvm.queue;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** A message that tells whether it is whole: whose it is, its number, a checksum, and bytes that follow from these. */
final class ChaosMessage {
    private static final int HEADER = 24;
    private static final int LONGEST = 60_000;
    private static final int TOO_LONG_FOR_THE_LOG = 300_000;

    private ChaosMessage() {}

    /** Some are short, most fill a segment soon, and a few get a file of their own. */
    static byte[] of(int producer, long number) {
        SplittableRandom random = new SplittableRandom(31L * producer + number);
        int kind = random.nextInt(40);
        int length = HEADER + (kind == 0 ? TOO_LONG_FOR_THE_LOG : kind < 8 ? kind : random.nextInt(LONGEST));
        byte[] message = new byte[length];
        random.nextBytes(message);
        ByteBuffer.wrap(message).putLong(8, producer).putLong(16, number).putLong(0, checksum(message));
        return message;
    }

    /** Throws if it is not whole. */
    static void check(byte[] message) {
        if (message.length < HEADER || ByteBuffer.wrap(message).getLong(0) != checksum(message)) {
            throw new AssertionError("a torn message: bytes=" + message.length);
        }
    }

    static int producer(byte[] message) {
        return (int) ByteBuffer.wrap(message).getLong(8);
    }

    static long number(byte[] message) {
        return ByteBuffer.wrap(message).getLong(16);
    }

    private static long checksum(byte[] message) {
        CRC32C crc = new CRC32C();
        crc.update(message, 8, message.length - 8);
        return crc.getValue();
    }
}
