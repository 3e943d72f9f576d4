package org.multijvm.ipc.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Ticket;
import org.multijvm.launcher.SessionFolder;

/**
 * A file of elements of one kind, mapped in pieces that begin every 1 GiB, since a Java buffer ends at 2 GiB.
 *
 * <p>A JVM maps a file once, however often a handle for it arrives; the mapping goes with the garbage collector when its last
 * user is gone. No file name is ever used twice, so a name always means the same memory. Thread-safe.
 */
public final class SharedFile {
    /** Pieces are a power of two, so that an index is cut by a shift and a mask. */
    public static final int PIECE_SHIFT = 30;

    /** A piece reaches over the beginning of the next one, so that any GiB lies in one piece; it costs addresses, no memory. */
    private static final long MOST_PIECE_BYTES = Integer.MAX_VALUE;

    private static final Set<OpenOption> READABLE = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> WRITABLE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

    private static final Map<String, WeakReference<SharedFile>> OPEN = new HashMap<>();

    private static final int FEWEST_TO_SWEEP = 64;

    /** Since the last sweep; guarded by {@link #OPEN}. */
    private static int remembered;

    /** So long a handle may be on its way that nobody watches. */
    private static final long LONGEST_FLIGHT_NANOS =
            TimeUnit.SECONDS.toNanos(Long.getLong("multijvm.flight.seconds", 60));

    /** What becomes of the file when this JVM has no handle of it any more; only of one that this JVM made. */
    private @Nullable Fate fate;

    private final Path path;
    private final ElementKind kind;
    private final long length;
    private final ByteBuffer[] pieces;

    private SharedFile(Path path, FileChannel channel, ElementKind kind, long length, FileChannel.MapMode mode)
            throws IOException {
        this.path = path;
        this.kind = kind;
        this.length = length;
        this.pieces = map(channel, SharedFileLayout.fileBytes(kind, length) - SharedFileLayout.ELEMENTS_AT, mode);
    }

    /**
     * Makes a file of zeros in this JVM's session folder.
     *
     * @throws UncheckedIOException if its space is not there: the message names the file, the need and what is free
     */
    public static SharedFile create(String prefix, ElementKind kind, long length) {
        long bytes = SharedFileLayout.fileBytes(kind, length);
        Path path = SessionFolder.current().newPath(prefix);
        try {
            SharedFile made = remember(ReservedFile.create(path, bytes, channel -> {
                SharedFileLayout.write(channel, kind, length);
                return new SharedFile(path, channel, kind, length, FileChannel.MapMode.READ_WRITE);
            }));
            if (kind != ElementKind.MEMORY) {
                // whose name may be known to anybody
                Fate itsFate = new Fate(path);
                made.fate = itsFate;
                itsFate.cleanable = Collected.when(made, itsFate);
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make shared memory: " + e.getMessage(), e);
        }
    }

    /**
     * The file of this name, mapped now or before.
     *
     * @throws UncheckedIOException if it is gone or is not a shared file
     */
    public static SharedFile attach(String name) {
        SharedFile known = known(name);
        if (known != null) {
            return known;
        }
        return remember(attachAnew(name));
    }

    /** As {@link #attach}, with a mapping of its own. */
    public static SharedFile attachAnew(String name) {
        return attachAnew(name, false);
    }

    /** As {@link #attachAnew(String)}, with a mapping that the processor itself does not let be written. */
    public static SharedFile attachReadOnly(String name) {
        return attachAnew(name, true);
    }

    private static SharedFile attachAnew(String name, boolean readOnly) {
        Path path = Path.of(name);
        try {
            return readOnly ? mapReadOnly(path) : map(path);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(
                    "the shared memory is gone: its creator has closed it or has ended: file=" + path, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot attach to shared memory: " + e.getMessage(), e);
        }
    }

    /** What the file's end depends on; must not refer to the file's object. */
    private static final class Fate implements Runnable {
        private final Path path;
        private volatile boolean travelled;
        private volatile long sentAt;
        private volatile boolean removed;
        private Cleaner.@Nullable Cleanable cleanable;

        Fate(Path path) {
            this.path = path;
        }

        /** Nobody has closed it, and this JVM has neither a handle nor a ticket of it. */
        @Override
        public void run() {
            if (removed) {
                return;
            }
            synchronized (OPEN) {
                OPEN.remove(path.toString());
            }
            if (travelled) {
                Orphans.add(path, sentAt + LONGEST_FLIGHT_NANOS);
            } else {
                SessionFolder.deleteFile(path);
            }
        }
    }

    /**
     * A handle leaves as this ticket: the file stays as long as anybody keeps the ticket, who may still send it or knows that it is on its way, and
     * then for as long as it may be on its way where nobody watches it.
     */
    public void travelsAs(Ticket ticket) {
        Fate itsFate = fate;
        if (itsFate != null) {
            itsFate.travelled = true;
            itsFate.sentAt = System.nanoTime();
        }
        Collected.when(ticket, new TicketEnd(this));
    }

    /** Holds the file until the ticket is unreachable. */
    private record TicketEnd(SharedFile file) implements Runnable {
        @Override
        public void run() {
            Fate itsFate = file.fate;
            if (itsFate != null) {
                itsFate.sentAt = System.nanoTime();
            }
        }
    }

    public Path path() {
        return path;
    }

    public String name() {
        return path.toString();
    }

    public ElementKind kind() {
        return kind;
    }

    public long length() {
        return length;
    }

    /** The memory of all elements, in the machine's byte order: piece n begins at n GiB and has up to 2 GiB. Never empty. */
    public ByteBuffer[] pieces() {
        return pieces;
    }

    /** Removes the file's name; whoever has it mapped keeps it, nobody can attach any more. */
    public void unlink() {
        synchronized (OPEN) {
            OPEN.remove(name());
        }
        SessionFolder.deleteFile(path);
        Fate itsFate = fate;
        if (itsFate != null && itsFate.cleanable != null) {
            itsFate.removed = true;
            itsFate.cleanable.clean();
        }
    }

    private static SharedFile map(Path path) throws IOException {
        return withChannel(path, WRITABLE, channel -> described(path, channel, FileChannel.MapMode.READ_WRITE));
    }

    private static SharedFile mapReadOnly(Path path) throws IOException {
        return withChannel(path, READABLE, channel -> described(path, channel, FileChannel.MapMode.READ_ONLY));
    }

    private static SharedFile withChannel(Path path, Set<OpenOption> options, Mapping mapping) throws IOException {
        return Interrupts.putAside(() -> {
            try (FileChannel channel = FileChannel.open(path, options)) {
                return mapping.of(channel);
            }
        });
    }

    private interface Mapping {
        SharedFile of(FileChannel channel) throws IOException;
    }

    /** What the header says it is. */
    private static SharedFile described(Path path, FileChannel channel, FileChannel.MapMode mode) throws IOException {
        ByteBuffer header = SharedFileLayout.read(channel, path);
        ElementKind kind = SharedFileLayout.kind(header, path);
        long length = SharedFileLayout.length(header);
        if (length < 0 || channel.size() != SharedFileLayout.fileBytes(kind, length)) {
            throw new IOException(
                    "the file is torn: file=" + path + ", bytes=" + channel.size() + ", length=" + length);
        }
        return new SharedFile(path, channel, kind, length, mode);
    }

    private static ByteBuffer[] map(FileChannel channel, long bytes, FileChannel.MapMode mode) throws IOException {
        ByteBuffer[] pieces = new ByteBuffer[(int) Math.max(1, (bytes + (1 << PIECE_SHIFT) - 1) >>> PIECE_SHIFT)];
        for (int i = 0; i < pieces.length; i++) {
            long start = (long) i << PIECE_SHIFT;
            long size = Math.min(MOST_PIECE_BYTES, bytes - start);
            pieces[i] = channel.map(mode, SharedFileLayout.ELEMENTS_AT + start, size)
                    .order(ByteOrder.nativeOrder());
        }
        return pieces;
    }

    private static @Nullable SharedFile known(String name) {
        synchronized (OPEN) {
            WeakReference<SharedFile> reference = OPEN.get(name);
            return reference == null ? null : reference.get();
        }
    }

    /** Two threads may have mapped the file at once: the first one's mapping is kept. */
    private static SharedFile remember(SharedFile file) {
        synchronized (OPEN) {
            if (++remembered >= 2 * OPEN.size() + FEWEST_TO_SWEEP) {
                remembered = 0;
                OPEN.values().removeIf(known -> known.get() == null);
            }
            SharedFile first = known(file.name());
            if (first != null) {
                return first;
            }
            OPEN.put(file.name(), new WeakReference<>(file));
            return file;
        }
    }
}
