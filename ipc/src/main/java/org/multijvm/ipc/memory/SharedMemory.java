package org.multijvm.ipc.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.ElementKind;
import org.multijvm.ipc.file.SharedFile;
import org.multijvm.launcher.SessionFolder;

/**
 * A block of bytes, zeroed when it is made, that all JVMs of one user find by its name; Python's
 * {@code multiprocessing.shared_memory.SharedMemory}.
 *
 * <p>As in Python {@link #close} ends only this handle, and {@link #unlink} removes the name: nobody can attach any more, those who are
 * attached go on. A memory that nobody unlinks goes when the JVM that made it ends; if that is killed, with the next start of a JVM that makes a
 * session folder. Only what is made by {@link #createPersistent} outlives its creator, until it is unlinked or, where the
 * files lie in {@code /dev/shm}, until the machine restarts.
 *
 * <p>Its space is reserved when it is made. Sent to another JVM it arrives as the same memory, attached. The handle is thread-safe; the bytes are
 * as safe as their users order their accesses. Buffers and segments stay usable after close, since Java cannot take them back:
 * {@linkplain org.multijvm.ipc.memory the space comes back} later.
 */
public final class SharedMemory implements AutoCloseable, Handle {
    private static final long serialVersionUID = 1;

    private final transient String name;
    private final transient Path file;
    private final transient SharedFile memory;
    private final transient boolean readOnly;
    private transient volatile boolean closed;

    private SharedMemory(String name, Path file, SharedFile memory, boolean readOnly) {
        if (memory.kind() != ElementKind.MEMORY) {
            throw new IllegalStateException("not a shared memory: name=" + name + ", kind=" + memory.kind());
        }
        this.name = name;
        this.file = file;
        this.memory = memory;
        this.readOnly = readOnly;
    }

    /**
     * A new memory with a name that nobody has.
     *
     * @throws IllegalArgumentException if the size is not positive
     * @throws UncheckedIOException if there is no space: the message says how much is needed and how much is free
     */
    public static SharedMemory create(long bytes) {
        Path path = SessionFolder.current().newPath("name");
        return create(path.getParent().getFileName() + "-" + path.getFileName(), bytes);
    }

    /**
     * A new memory of this name, which is a file name: not empty, without {@code /} and NUL.
     *
     * @throws IllegalArgumentException if the name cannot be one or the size is not positive
     * @throws UncheckedIOException of a {@link FileAlreadyExistsException} if there is one of that name; or if there is no space
     */
    public static SharedMemory create(String name, long bytes) {
        return create(name, bytes, false);
    }

    /** As {@link #create(String, long)}, one that stays when this JVM ends. */
    public static SharedMemory createPersistent(String name, long bytes) {
        return create(name, bytes, true);
    }

    /**
     * The memory of this name, made by this JVM or any other of this user.
     *
     * @throws IllegalArgumentException if the name cannot be one
     * @throws UncheckedIOException of a {@link NoSuchFileException} if there is none
     */
    public static SharedMemory attach(String name) {
        return attach(name, false);
    }

    /**
     * As {@link #attach}, but its buffers and segments refuse to be written. So does the memory itself, as this handle maps it: native code that
     * writes there all the same ends its JVM, and the bytes stay as they are.
     */
    public static SharedMemory attachReadOnly(String name) {
        return attach(name, true);
    }

    private static SharedMemory create(String name, long bytes, boolean persistent) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("the size must be positive: name=" + name + ", bytes=" + bytes);
        }
        Path named = path(name);
        if (SharedNames.isTaken(named)) {
            throw taken(name, new FileAlreadyExistsException(named.toString()));
        }
        SharedFile memory = SharedFile.create("memory", ElementKind.MEMORY, bytes);
        Path file = Path.of(memory.name()).toAbsolutePath();
        try {
            SharedNames.publish(named, file, persistent);
        } catch (FileAlreadyExistsException e) {
            memory.unlink();
            throw taken(name, e);
        } catch (IOException e) {
            memory.unlink();
            throw new UncheckedIOException("cannot name shared memory: " + e.getMessage(), e);
        }
        if (persistent) {
            // from here on the name is the file's only one
            memory.unlink();
        }
        return new SharedMemory(name, persistent ? named : file, memory, false);
    }

    private static SharedMemory attach(String name, boolean readOnly) {
        Path named = path(name);
        try {
            return attached(name, SharedNames.resolve(named), readOnly);
        } catch (NoSuchFileException e) {
            throw notThere(name, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot attach to shared memory: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof NoSuchFileException gone ? notThere(name, gone) : e;
        }
    }

    /** If there can be no session folder this says why; the initialization of the class of names would fail with an error that does not. */
    private static Path path(String name) {
        SessionFolder.current();
        return SharedNames.path(name);
    }

    /** The path of a session's file means one memory for ever; a persistent one's may be used again. */
    static SharedMemory attached(String name, Path file, boolean readOnly) {
        SharedFile memory;
        if (readOnly) {
            memory = SharedFile.attachReadOnly(file.toString());
        } else {
            memory = file.equals(SharedNames.path(name))
                    ? SharedFile.attachAnew(file.toString())
                    : SharedFile.attach(file.toString());
        }
        return new SharedMemory(name, file, memory, readOnly);
    }

    private static UncheckedIOException notThere(String name, NoSuchFileException cause) {
        return new UncheckedIOException(
                "no such shared memory: it was unlinked, or its creator has ended: name=" + name, cause);
    }

    private static UncheckedIOException taken(String name, FileAlreadyExistsException cause) {
        return new UncheckedIOException("shared memory of this name exists: name=" + name, cause);
    }

    /** The name to attach by. */
    public String name() {
        return name;
    }

    /** How many bytes it has. */
    public long size() {
        checkOpen();
        return memory.length();
    }

    /** True if it was attached to be read only. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /**
     * All bytes, in the machine's byte order; each call gives a buffer with a position of its own.
     *
     * @throws IllegalStateException if they are 2 GiB or more
     */
    public ByteBuffer buffer() {
        if (size() > Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    "more than one buffer shows: take parts of up to 1 GiB: name=" + name + ", bytes=" + size());
        }
        return buffer(0, (int) size());
    }

    /**
     * A part as one buffer: any part up to 1 GiB; a longer one only if it ends before the second GiB boundary after its start.
     *
     * @throws IndexOutOfBoundsException if the part is not all in the memory
     * @throws IllegalArgumentException if it is too large
     */
    public ByteBuffer buffer(long offset, int length) {
        if (offset < 0 || length < 0 || offset > size() - length) {
            throw new IndexOutOfBoundsException(
                    "no such part: offset=" + offset + ", length=" + length + ", bytes=" + size());
        }
        if (length == 0) {
            return ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder());
        }
        ByteBuffer piece = memory.pieces()[(int) (offset >>> SharedFile.PIECE_SHIFT)];
        int at = (int) offset & ((1 << SharedFile.PIECE_SHIFT) - 1);
        if (length > piece.capacity() - at) {
            throw new IllegalArgumentException("more than a buffer shows: take parts of up to 1 GiB: offset=" + offset
                    + ", length=" + length + ", bytes=" + size());
        }
        ByteBuffer part = piece.slice(at, length);
        return part.order(ByteOrder.nativeOrder());
    }

    /**
     * All bytes as a {@code java.lang.foreign.MemorySegment}, of any size: {@code memory.segment(MemorySegment.class)}.
     *
     * @throws IllegalArgumentException if the type is another one
     * @throws UnsupportedOperationException below JDK 22
     * @throws UncheckedIOException if it has more than 2 GiB, which is mapped anew, and was unlinked
     */
    public <S> S segment(Class<S> type) {
        return type.cast(
                size() > Integer.MAX_VALUE
                        ? ForeignSegments.map(file, size(), readOnly, type)
                        : ForeignSegments.of(buffer(), type));
    }

    /**
     * Removes the name; any handle may, also one that is closed.
     *
     * @throws UncheckedIOException of a {@link NoSuchFileException} if it was removed already
     */
    public void unlink() {
        try {
            SharedNames.remove(path(name), file);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException("no such shared memory: it was unlinked before: name=" + name, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlink shared memory: " + e.getMessage(), e);
        }
    }

    /**
     * Ends this handle; the memory stays. A second call does nothing.
     *
     * <p>The space of a memory whose name is removed, and that all have closed, comes back {@linkplain org.multijvm.ipc.memory as that of all here}.
     */
    @Override
    public void close() {
        closed = true;
    }

    /** What is sent in the memory's place. */
    @Override
    public Object writeReplace() {
        checkOpen();
        return new MemoryTicket(name, file.toString(), readOnly);
    }

    @Override
    public String toString() {
        return "SharedMemory(" + name + ", " + (closed ? "closed" : "size=" + memory.length()) + ")";
    }

    boolean isClosed() {
        return closed;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the shared memory is closed: name=" + name);
        }
    }
}
