package org.multijvm.ipc.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import org.multijvm.ipc.file.SharedFileLayout;

/** Memory as {@code java.lang.foreign.MemorySegment}, which JDK 17, for which this is compiled, does not have. */
final class ForeignSegments {
    private static final int FIRST_JDK = 22;
    private static final String SEGMENT = "java.lang.foreign.MemorySegment";

    private ForeignSegments() {}

    static Object of(ByteBuffer buffer, Class<?> type) {
        check(type);
        try {
            return type.getMethod("ofBuffer", Buffer.class).invoke(null, buffer);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a segment: jdk=" + Runtime.version(), e);
        }
    }

    /** A mapping of its own, which goes with the garbage collector. */
    static Object map(Path file, long bytes, boolean readOnly, Class<?> type) {
        check(type);
        Set<StandardOpenOption> options = readOnly
                ? EnumSet.of(StandardOpenOption.READ)
                : EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel.MapMode mode = readOnly ? FileChannel.MapMode.READ_ONLY : FileChannel.MapMode.READ_WRITE;
        try (FileChannel channel = FileChannel.open(file, options)) {
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            Object auto = arena.getMethod("ofAuto").invoke(null);
            return FileChannel.class
                    .getMethod("map", FileChannel.MapMode.class, long.class, long.class, arena)
                    .invoke(channel, mode, (long) SharedFileLayout.ELEMENTS_AT, bytes, auto);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map shared memory as a segment: file=" + file, e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("cannot map shared memory as a segment: file=" + file, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a segment: jdk=" + Runtime.version(), e);
        }
    }

    private static void check(Class<?> type) {
        if (Runtime.version().feature() < FIRST_JDK) {
            throw new UnsupportedOperationException(
                    "segments need JDK " + FIRST_JDK + " or later: jdk=" + Runtime.version());
        }
        if (!type.getName().equals(SEGMENT)) {
            throw new IllegalArgumentException(
                    "not the type of segments: type=" + type.getName() + ", known=" + SEGMENT);
        }
    }
}
