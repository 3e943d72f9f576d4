package org.multijvm.ipc.memory;

import java.io.IOException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/**
 * Maps files as {@code java.lang.foreign} does, from JDK 22 on; the buffer is then as any other one.
 *
 * <p>For the start of a JVM: {@link FileChannel#map(MapMode, long, long)} makes its first buffer by reflection, and from JDK 18 on that makes
 * classes at run time, which took 50 ms of a worker's 140 on JDK 25; this takes 20, half of which the futex or a lambda would take
 * otherwise. JDK 17, for which this is compiled, does not know the types: they are called through interfaces of ours, which the JDK
 * implements as it does for a method reference, since a method handle that converts costs another 10 ms, and reflection all of it.
 */
final class ForeignMapping {
    private static final int FIRST_JDK = 22;

    /** Null where there is no such thing. */
    private static final @Nullable ForeignMapping FOUND = find();

    /** {@code FileChannel.map(MapMode, long, long, Arena)}, which gives a {@code MemorySegment}. */
    interface Mapper {
        Object map(FileChannel channel, MapMode mode, long offset, long bytes, Object arena) throws IOException;
    }

    /** {@code Arena.ofAuto()}. */
    interface Arenas {
        Object auto();
    }

    /** {@code MemorySegment.asByteBuffer()}. */
    interface BufferView {
        ByteBuffer of(Object segment);
    }

    private final Mapper mapper;
    private final BufferView view;

    /** One for each mapping: what is mapped in it is unmapped when the garbage collector finds nothing more of it, as a mapped buffer is. */
    private final Arenas arenas;

    private ForeignMapping(Mapper mapper, BufferView view, Arenas arenas) {
        this.mapper = mapper;
        this.view = view;
        this.arenas = arenas;
    }

    /** So many bytes from the file's beginning on, to read and write, big endian as every new buffer. */
    static ByteBuffer map(FileChannel channel, long bytes) throws IOException {
        ForeignMapping foreign = FOUND;
        return foreign == null
                ? channel.map(MapMode.READ_WRITE, 0, bytes)
                : foreign.view.of(foreign.mapper.map(channel, MapMode.READ_WRITE, 0, bytes, foreign.arenas.auto()));
    }

    private static @Nullable ForeignMapping find() {
        if (Runtime.version().feature() < FIRST_JDK) {
            return null;
        }
        try {
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle map = lookup.findVirtual(
                    FileChannel.class,
                    "map",
                    MethodType.methodType(segment, MapMode.class, long.class, long.class, arena));
            MethodHandle buffer = lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class));
            MethodHandle auto = lookup.findStatic(arena, "ofAuto", MethodType.methodType(arena));
            return new ForeignMapping(
                    (Mapper) as(Mapper.class, "map", lookup, map),
                    (BufferView) as(BufferView.class, "of", lookup, buffer),
                    (Arenas) as(Arenas.class, "auto", lookup, auto));
        } catch (Throwable notAsExpected) {
            return null;
        }
    }

    /** An object of an interface whose one method calls the handle, and takes and gives objects where that has types that 17 does not know. */
    private static Object as(Class<?> type, String method, MethodHandles.Lookup lookup, MethodHandle handle)
            throws Throwable {
        MethodType known = handle.type();
        for (int i = 0; i < known.parameterCount(); i++) {
            known = isKnown(known.parameterType(i)) ? known : known.changeParameterType(i, Object.class);
        }
        known = isKnown(known.returnType()) ? known : known.changeReturnType(Object.class);
        return LambdaMetafactory.metafactory(lookup, method, MethodType.methodType(type), known, handle, handle.type())
                .getTarget()
                .invoke();
    }

    private static boolean isKnown(Class<?> type) {
        return !type.getName().startsWith("java.lang.foreign.");
    }
}
