package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.multijvm.codec.Ticket;

/**
 * A shared memory on its way.
 *
 * @param name its name
 * @param file the file that the name stood for: should the name be given away anew, this is still the same memory
 * @param readOnly whether the handle refuses to be written
 */
record MemoryTicket(String name, String file, boolean readOnly) implements Ticket {
    /**
     * The memory that was sent.
     *
     * @throws UncheckedIOException if it was unlinked
     */
    @Override
    public Object readResolve() {
        return SharedMemory.attached(name, Path.of(file), readOnly);
    }
}
