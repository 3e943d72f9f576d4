package org.multijvm.ipc.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.multijvm.ipc.held.HeldFile;
import org.multijvm.ipc.ring.ManyToManyRing;

/**
 * The content of a pipe's {@link HeldFile}: a message ring for each direction.
 *
 * <pre>
 *   content + 0                  ring from side 1 to side 0
 *   content + 1 KiB + CAPACITY   ring from side 0 to side 1, if the pipe has two ways
 * </pre>
 */
final class PipeFile {
    static final int KIND = 0x5001;

    /** The room of a ring. A message of more than a quarter goes in pieces; so much stays in the processor's caches. */
    static final int CAPACITY = 1 << 18;

    /** The most processes that can hold one end. */
    static final int HOLDERS = 1000;

    private PipeFile() {}

    /** Both ends of a new pipe with one or two ways. */
    static PipeConnection[] create(int ways) {
        try {
            HeldFile file = HeldFile.create("pipe", KIND, 2, HOLDERS, ways * ManyToManyRing.bytes(CAPACITY));
            for (int way = 0; way < ways; way++) {
                ManyToManyRing.format(file.memory(), ringAt(file, way), CAPACITY);
            }
            return new PipeConnection[] {new PipeConnection(file, 0, null), new PipeConnection(file, 1, null)};
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a pipe: " + e.getMessage(), e);
        }
    }

    /** The ring that carries messages to a side; null if there is none. */
    static @org.jspecify.annotations.Nullable ManyToManyRing ringTo(HeldFile file, int side) {
        int at = ringAt(file, side);
        return at < file.memory().capacity() ? new ManyToManyRing(file.memory(), at) : null;
    }

    private static int ringAt(HeldFile file, int way) {
        return file.contentAt() + way * ManyToManyRing.bytes(CAPACITY);
    }
}
