package org.multijvm.ipc.held;

import java.io.File;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.MappedFile;
import org.multijvm.ipc.file.SpareFiles;
import org.multijvm.launcher.SessionFolder;

/**
 * A shared file that goes when nobody holds it any more. It has one or more sides, each with a {@link HolderTable}.
 *
 * <p>A JVM maps a file once, however often a handle for it arrives, and takes one slot a side, however many handles it has. The
 * file lies in the session folder of the JVM that made it and ends with that at the latest: nobody can attach any more, those
 * who have go on. Thread-safe.
 */
public final class HeldFile {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long SWEEP_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** What this JVM has open; guards the handles and slots of all files too. */
    private static final Map<String, HeldFile> OPEN = new HashMap<>();

    /** What this JVM has made and not yet removed. Where the last holders were killed nobody else removes the file. */
    private static final Map<String, HeldFile> MADE = new HashMap<>();

    private static boolean sweeping;

    private final MappedFile file;
    private final HolderTable[] tables;
    private final int[] handles;
    private final int[] slots;

    /** This JVM made it, by this object. */
    private boolean ours;

    private final Users users = new Users();

    /** What another file must have in common with it to take its place. */
    private @Nullable Kind kindOfSpare;

    /** Set when a handle leaves for the first time: from then on others may know the file. Guarded by {@link #OPEN}. */
    private boolean travelled;

    /** Looked up to be held and not held yet: the memory must stay. Guarded by {@link #OPEN}. */
    private int arriving;

    private record Kind(int kind, int sides, int holders, int contentBytes) {}

    private HeldFile(MappedFile file, int kind) throws IOException {
        this.file = file;
        ByteBuffer memory = file.buffer();
        HeldFileLayout.check(memory, kind, file.path());
        this.tables = new HolderTable[HeldFileLayout.tables(memory)];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = HeldFileLayout.table(memory, i);
        }
        this.handles = new int[tables.length];
        this.slots = new int[tables.length];
    }

    /**
     * Makes a file, or takes one that was closed and that nobody but its one user in this JVM ever knew: then its content is what that left.
     *
     * @param prefix of its name
     * @param kind tells this sort of file from others
     * @param sides how many sides it has, each with its own holders
     * @param holders the most processes that can hold a side
     * @param contentBytes what the user needs
     * @throws IOException if the space is not there
     */
    public static HeldFile create(String prefix, int kind, int sides, int holders, int contentBytes)
            throws IOException {
        Kind spareKind = new Kind(kind, sides, holders, contentBytes);
        if (SpareFiles.take(spareKind) instanceof HeldFile spare) {
            spare.users.reset();
            for (HolderTable table : spare.tables) {
                table.reset();
            }
            return spare;
        }
        Path path = SessionFolder.current().newPath(prefix);
        MappedFile file = MappedFile.create(path, HeldFileLayout.contentAt(sides, holders) + contentBytes);
        HeldFileLayout.format(file.buffer(), kind, sides, holders);
        HeldFile made = new HeldFile(file, kind);
        made.ours = true;
        made.kindOfSpare = spareKind;
        return made;
    }

    /**
     * A file that this or another JVM made.
     *
     * @throws IOException if the file is gone or is of another kind
     */
    public static HeldFile attach(String name, int kind) throws IOException {
        synchronized (OPEN) {
            HeldFile known = OPEN.get(name);
            if (known != null) {
                known.arriving++;
                return known;
            }
        }
        try {
            return new HeldFile(MappedFile.open(Path.of(name)), kind);
        } catch (NoSuchFileException e) {
            throw new IOException("it is gone: all who held it, or the JVM that made it, have ended: file=" + name, e);
        }
    }

    /** Somebody looks at the tables as long as he likes, without a hold: the memory stays until the garbage collector finds it. */
    void watched() {
        synchronized (OPEN) {
            arriving = Integer.MAX_VALUE / 2;
        }
    }

    /** A thread is about to use the content by an open handle, which it looks at afterwards. */
    public void enter() {
        users.enter();
    }

    /** The memory of the whole file. */
    public ByteBuffer memory() {
        return file.buffer();
    }

    /** Where the user's bytes begin, a multiple of 4,096. */
    public int contentAt() {
        return HeldFileLayout.contentAt(file.buffer());
    }

    /** The name by which other JVMs attach. */
    public String name() {
        return file.path().toString();
    }

    /** Where the file is. */
    public Path path() {
        return file.path();
    }

    /** A folder beside the file for what does not fit into it: made by the process that needs it, removed with the file. */
    public Path companion() {
        return HeldFileLayout.companion(path());
    }

    /** True once nobody holds this side any more, for ever; a look into shared memory. */
    public boolean isOver(int side) {
        return tables[side].isOver();
    }

    /** False once nobody holds this side, which this finds out: some 10 us for each process. */
    public boolean isAnyoneLeft(int side) {
        return tables[side].isAnyoneLeft();
    }

    /**
     * Makes a handle of this JVM hold a side.
     *
     * @param handle when it is no longer reachable its hold is released
     * @param onRelease is run after each release
     * @throws IOException if the side is over, or held by too many processes
     */
    public Hold hold(int side, Object handle, Runnable onRelease) throws IOException {
        Hold hold;
        synchronized (OPEN) {
            arriving = Math.max(0, arriving - 1);
            // two threads may have mapped the file at once: the first one's mapping has the count
            HeldFile first = OPEN.getOrDefault(name(), this);
            if (first.handles[side] == 0) {
                first.slots[side] = join(first.tables[side], side);
            }
            first.handles[side]++;
            OPEN.put(name(), first);
            if (ours) {
                // not before somebody holds it, or a sweep would end it
                MADE.put(name(), this);
            }
            hold = new Hold(first, side, first.slots[side], onRelease);
        }
        hold.cleanable(CLEANER.register(handle, hold));
        return hold;
    }

    /** A handle leaves, whose side this JVM holds meanwhile in this slot. */
    Flight sent(int side, int slot) {
        synchronized (OPEN) {
            travelled = true;
            long stamp = FlightTable.newStamp();
            int record = tables[side].flights().depart(stamp);
            if (record < 0) {
                tables[side].sentWithoutRecord(slot);
            }
            return new Flight(name(), side, record, stamp);
        }
    }

    /** A flight of this JVM can be received by one process only. */
    void bound(Flight flight, long receiver) {
        synchronized (OPEN) {
            if (flight.place() >= 0) {
                tables[flight.side()].flights().bind(flight.place(), flight.stamp(), receiver);
            }
        }
    }

    /** A handle has arrived here and holds, or will not arrive anywhere any more. */
    void ended(Flight flight) {
        if (flight.place() >= 0) {
            tables[flight.side()].flights().end(flight.place(), flight.stamp());
        }
    }

    /** Whether it has a record and has not ended. */
    boolean isUnderWay(Flight flight) {
        return flight.place() >= 0 && tables[flight.side()].flights().isUnderWay(flight.place(), flight.stamp());
    }

    /**
     * One handle less. The last one takes the file with it.
     *
     * @return whether anybody else may wait for something in the file
     */
    boolean release(int side) {
        boolean unused = false;
        boolean others;
        synchronized (OPEN) {
            others = travelled || kindOfSpare == null || !users.isOnlyCurrent();
            if (--handles[side] == 0) {
                tables[side].leave(slots[side]);
                int left = 0;
                for (int count : handles) {
                    left += count;
                }
                if (left == 0) {
                    OPEN.remove(name());
                    unused = arriving == 0;
                }
            }
        }
        if (unused && !others && kept()) {
            return false;
        }
        boolean over = removeIfOver();
        if (!over) {
            startSweeper();
        }
        // what this JVM made and others hold it goes on watching; nothing else is looked at any more: a thread on its
        // way
        // out of a wait sees an empty ring and then that its handle is closed
        if (unused && (over || !ours)) {
            file.release();
        }
        return others;
    }

    /** Keeps the file for the next of its kind, since no other thread or process can have it in hand. */
    private boolean kept() {
        synchronized (OPEN) {
            MADE.remove(name());
        }
        File blocks = companion().toFile();
        if (blocks.exists()) {
            SessionFolder.delete(blocks.toPath());
        }
        return SpareFiles.keep(
                Objects.requireNonNull(kindOfSpare), path(), file.buffer().capacity(), this, this::discard);
    }

    private void discard() {
        file.unlink();
        file.release();
    }

    private boolean removeIfOver() {
        boolean anyone = false;
        for (HolderTable table : tables) {
            anyone |= table.isAnyoneLeft();
        }
        if (!anyone) {
            synchronized (OPEN) {
                MADE.remove(name());
            }
            SessionFolder.delete(companion());
            file.unlink();
        }
        return !anyone;
    }

    /** What was made here and is held elsewhere only: its holders may die, and then nobody else removes it. */
    private static List<HeldFile> heldElsewhere() {
        synchronized (OPEN) {
            List<HeldFile> files = new ArrayList<>();
            for (Map.Entry<String, HeldFile> made : MADE.entrySet()) {
                if (!OPEN.containsKey(made.getKey())) {
                    files.add(made.getValue());
                }
            }
            sweeping &= !files.isEmpty();
            return files;
        }
    }

    private static void startSweeper() {
        synchronized (OPEN) {
            if (sweeping || heldElsewhere().isEmpty()) {
                return;
            }
            sweeping = true;
        }
        Thread sweeper = new Thread(HeldFile::sweep, "multijvm-shared-file-sweeper");
        sweeper.setDaemon(true);
        sweeper.start();
    }

    /** Runs as long as something is held elsewhere only. */
    private static void sweep() {
        List<HeldFile> files = heldElsewhere();
        while (!files.isEmpty()) {
            files.forEach(HeldFile::removeIfOver);
            LockSupport.parkNanos(SWEEP_EVERY_NANOS);
            files = heldElsewhere();
        }
    }

    private int join(HolderTable table, int side) throws IOException {
        try {
            return table.join();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + ", file=" + name() + ", side=" + side, e);
        }
    }
}
