package org.multijvm.pool;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.multijvm.codec.Codec;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;

/**
 * The stack of a worker's main thread while it has a certain task in hand: written by the worker when it is asked, read once by the pool.
 *
 * <p>The file gets its name when it is whole. What nobody reads goes with the other files of the worker.
 */
final class StackFile {
    private static final int MOST_FRAMES = 1000;
    private static final StackTraceElement[] UNKNOWN = {};

    private StackFile() {}

    /** By the worker. A stack that cannot be written, as on a full disk, is unknown to the pool. */
    static void write(String path, StackTraceElement[] stack) {
        Throwable carrier = new Throwable();
        carrier.setStackTrace(stack.length <= MOST_FRAMES ? stack : Arrays.copyOf(stack, MOST_FRAMES));
        ValueWriter out = new ValueWriter(Codec.java());
        RemoteThrowable.write(out, carrier);
        ByteBuffer bytes = out.buffer();
        File part = new File(path + ".part");
        try {
            try (FileOutputStream file = new FileOutputStream(part)) {
                file.write(bytes.array(), bytes.arrayOffset(), bytes.position());
            }
            if (part.renameTo(new File(path))) {
                return;
            }
        } catch (IOException notWritten) {
            part.delete();
        }
    }

    /** Reads a stack and removes its file; empty if there is none. */
    static StackTraceElement[] take(Path path) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
            Files.delete(path);
            ValueReader reader = new ValueReader(Codec.java(), ClassLoader.getSystemClassLoader());
            return RemoteThrowable.read(reader.over(bytes)).getStackTrace();
        } catch (IOException | RuntimeException none) {
            // the task had ended before the question came, or the worker could not answer, or it died over it
            return UNKNOWN;
        }
    }
}
