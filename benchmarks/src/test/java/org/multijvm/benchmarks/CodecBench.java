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
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One value through the codec, warm, by the shape of the value. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBench {
    /** A record of primitives alone. */
    record Point(int x, int y, double weight) {}

    /** What the value is. */
    @Param({"integer", "string", "point", "points", "strings", "document"})
    public String shape = "integer";

    private final ValueWriter out = new ValueWriter(Codec.java());
    private final ValueReader in = new ValueReader(Codec.java(), CodecBench.class.getClassLoader());
    private @Nullable Object value;
    private byte[] bytes = {};

    @Setup(Level.Trial)
    public void make() {
        value = valueOf(shape);
        encode();
        bytes = out.toBytes();
    }

    private static Object valueOf(String shape) {
        return switch (shape) {
            case "integer" -> 123_456;
            case "string" -> "a string of 27 characters";
            case "point" -> new Point(1, 2, 3);
            case "points" -> points();
            case "strings" -> Document.of(7).tags();
            case "document" -> Document.of(7);
            default -> throw new UsageException("no such shape: shape=" + shape);
        };
    }

    private static List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            points.add(new Point(i, -i, i / 7.0));
        }
        return points;
    }

    /** Returns the number of bytes. */
    @Benchmark
    public int encode() {
        out.clear();
        out.write(value);
        return out.buffer().position();
    }

    @Benchmark
    public @Nullable Object decode() {
        return in.over(ByteBuffer.wrap(bytes)).read();
    }
}
