package org.multijvm.benchmarks;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jspecify.annotations.Nullable;

/** Agrona's ring of many producers over a mapped file, and 64-byte messages through it; each side in a JVM of its own, spinning. */
final class AgronaRing {
    /** What Agrona asks of a JVM's command line. */
    static final String FLAG = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

    private static final int CAPACITY = 1 << 22;
    private static final int MESSAGE = 64;
    private static final int BATCH = 256;

    private static @Nullable AgronaRing opened;

    private final ManyToOneRingBuffer ring;
    private int received;
    private long sum;

    private AgronaRing(Path file) throws IOException {
        long bytes = (long) CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            ring = new ManyToOneRingBuffer(new UnsafeBuffer(memory));
        }
    }

    /** The ring in this JVM, mapped once. */
    private static AgronaRing of(String file) throws IOException {
        AgronaRing ring = opened;
        if (ring == null) {
            ring = new AgronaRing(Path.of(file));
            opened = ring;
        }
        return ring;
    }

    static void produce(String file, int messages) throws IOException {
        ManyToOneRingBuffer ring = of(file).ring;
        UnsafeBuffer message = new UnsafeBuffer(new byte[MESSAGE]);
        for (int i = 0; i < messages; i++) {
            message.putLong(0, i);
            while (!ring.write(1, message, 0, MESSAGE)) {
                Thread.onSpinWait();
            }
        }
    }

    /** Messages a second, from the first one on. */
    static double consume(String file, int messages) throws IOException {
        AgronaRing ring = of(file);
        ring.received = 0;
        ring.sum = 0;
        while (ring.read(1) == 0) {
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        while (ring.received < messages) {
            if (ring.read(BATCH) == 0) {
                Thread.onSpinWait();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Flow.check(ring.sum, messages);
        return (messages - 1) / seconds;
    }

    private int read(int most) {
        return ring.read(
                (type, buffer, index, length) -> {
                    received++;
                    sum += buffer.getLong(index);
                },
                most);
    }
}
