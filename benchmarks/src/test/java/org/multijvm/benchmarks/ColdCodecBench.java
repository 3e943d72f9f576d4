package org.multijvm.benchmarks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The first chunks of records that a fresh JVM sends, or takes and sends back as a worker does: each figure is one shot in a JVM of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(5)
public class ColdCodecBench {
    private static final int CHUNKS = 4;
    private static final int CHUNK = 2_500;
    private static final int MIB = 1 << 20;

    private final List<Document> documents = new ArrayList<>();
    /** Beside the heap, where a pool has them. */
    private final ByteBuffer memory = ByteBuffer.allocateDirect(4 * MIB);

    @Setup(Level.Trial)
    public void make() {
        for (int i = 0; i < CHUNK; i++) {
            documents.add(Document.of(i));
        }
    }

    private ByteBuffer send(List<?> values) {
        ValueWriter out = new ValueWriter(Codec.java(), memory.duplicate(), (full, needed) -> {
            throw new UsageException("a chunk needs more room: needed=" + needed);
        });
        out.writeList(values, 0, values.size());
        return out.buffer().flip();
    }

    /** As the parent does. Returns the number of bytes. */
    @Benchmark
    public int encode() {
        int bytes = 0;
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            bytes += send(documents).remaining();
        }
        return bytes;
    }

    /** There and back. Returns the last chunk. */
    @Benchmark
    public List<@Nullable Object> encodeAndDecode() {
        ValueReader in = new ValueReader(Codec.java(), ColdCodecBench.class.getClassLoader());
        List<@Nullable Object> last = List.of();
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            last = in.over(send(documents)).readList();
        }
        return last;
    }
}
