package org.multijvm.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.ring.OneToOneRing;
import org.multijvm.ipc.ring.OneToOneRingConsumer;
import org.multijvm.ipc.ring.OneToOneRingProducer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One frame into the ring of a worker and out of it, by one thread: what the ring itself takes, without another processor's cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBench {
    private static final int CAPACITY = 1 << 18;
    private static final int TYPE = 1;

    /** Of the payload, in bytes. */
    @Param({"16", "1024"})
    public int size = 16;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(OneToOneRing.bytes(CAPACITY) + Long.BYTES)
            .alignedSlice(Long.BYTES)
            .order(ByteOrder.nativeOrder());
    private final byte[] payload = new byte[1024];
    private final OneToOneRingProducer producer;
    private final OneToOneRingConsumer consumer;

    public RingBench() {
        OneToOneRing.format(memory, 0, CAPACITY);
        producer = new OneToOneRingProducer(memory, 0);
        consumer = new OneToOneRingConsumer(memory, 0);
    }

    /** Returns the length that arrived. */
    @Benchmark
    public int sendAndTake() {
        int at = producer.claim(TYPE, size);
        producer.memory().put(at, payload, 0, size);
        producer.publish();
        if (!consumer.next()) {
            throw new IllegalStateException("nothing came");
        }
        int length = consumer.payloadLength();
        consumer.release();
        return length;
    }
}
