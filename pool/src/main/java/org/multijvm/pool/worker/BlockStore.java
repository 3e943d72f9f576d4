package org.multijvm.pool.worker;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.MappedFile;
import org.multijvm.ipc.file.SpareSpace;

/**
 * Hands out the blocks in which one JVM sends large values, and takes them back when the other side has read them.
 *
 * <p>A block is the quick way and never the only one: where {@link #take} gives none the value goes in pieces. So blocks leave a part of the
 * file system free, for all that cannot go another way: channels of new workers, arrays, what other programs make. Blocks are used
 * again, since the first touch of fresh pages runs at a tenth of the speed of touched ones; but what lies idle is a small share of what
 * there is, and goes as soon as anything of this JVM is short of space, and after a while. The system property {@code multijvm.blocks=false} lets all go
 * in pieces. A block that goes is cut to nothing, so that its memory is free
 * even while somebody has it mapped: nobody reads it any more. Thread-safe.
 */
public final class BlockStore {
    private static final boolean SWITCHED_OFF = "false".equals(System.getProperty("multijvm.blocks"));

    /** So much may lie idle where the share allows it: an array of 1 GiB, and what is written around it. */
    private static final long MOST_KEPT = (1L << 30) + (1 << 12);

    private static final long MOST_FREE = 1L << 28;
    private static final int FREE_SHARE = 4;
    private static final int PAGE = 4096;

    private final Path folder;
    private final String prefix;
    private final int idleShare;

    /** The one that came back last is the last. */
    private final ArrayDeque<Block> idle = new ArrayDeque<>();

    private long idleBytes;
    private volatile long totalBytes;
    private int lastNumber;
    private volatile boolean closed;

    /**
     * A store without blocks.
     *
     * @param folder where the blocks' files are made
     * @param prefix the beginning of their names, of this store alone
     * @param idleShare the part of the file system that may lie idle here, as one divided by this
     */
    public BlockStore(Path folder, String prefix, int idleShare) {
        this.folder = folder;
        this.prefix = prefix;
        this.idleShare = idleShare;
    }

    static Path path(Path folder, String prefix, int number) {
        return folder.resolve(prefix + number);
    }

    /** A block with room for so many bytes; null if shared memory has no room for it now. */
    @Nullable
    Block take(int bytes) {
        int number;
        synchronized (this) {
            Block fitting = smallestIdle(bytes);
            if (fitting != null) {
                idle.remove(fitting);
                idleBytes -= fitting.capacity();
                return fitting;
            }
            number = ++lastNumber;
        }
        // not under the lock: a thread that is short of space asks all others to give something back, and they may be
        // doing the
        // same
        long size = Math.min(Integer.MAX_VALUE, (long) bytes + PAGE - 1 & -PAGE);
        if (closed || SWITCHED_OFF || !hasRoom(size) && !hasRoomWithoutIdle(size)) {
            return null;
        }
        try {
            return new Block(number, MappedFile.create(path(folder, prefix, number), size));
        } catch (IOException e) {
            // somebody else was quicker
            return null;
        }
    }

    /** Takes a block back that nobody reads or writes any more. */
    public synchronized void giveBack(Block block) {
        long most = Math.min(MOST_KEPT, totalBytes() / idleShare);
        if (closed || block.capacity() > most) {
            discard(block);
            return;
        }
        while (idleBytes + block.capacity() > most) {
            discardFirst();
        }
        block.idleSince = System.nanoTime();
        idle.add(block);
        idleBytes += block.capacity();
    }

    /** Gives the system back what has been idle for so long. */
    public synchronized void giveBackIdle(long nanos) {
        long now = System.nanoTime();
        Block oldest;
        while ((oldest = idle.peekFirst()) != null && now - oldest.idleSince >= nanos) {
            discardFirst();
        }
    }

    /** No blocks any more: those that lie idle go now, those in use when they come back. */
    public synchronized void close() {
        closed = true;
        giveBackIdle(0);
    }

    private boolean hasRoomWithoutIdle(long bytes) {
        giveBackIdle(0);
        SpareSpace.giveBack();
        return hasRoom(bytes);
    }

    private boolean hasRoom(long bytes) {
        return folder.toFile().getUsableSpace() - bytes >= Math.min(MOST_FREE, totalBytes() / FREE_SHARE);
    }

    private long totalBytes() {
        if (totalBytes == 0) {
            totalBytes = folder.toFile().getTotalSpace();
        }
        return totalBytes;
    }

    private @Nullable Block smallestIdle(int bytes) {
        Block best = null;
        for (Iterator<Block> latest = idle.descendingIterator(); latest.hasNext(); ) {
            Block block = latest.next();
            if (block.capacity() >= bytes && (best == null || block.capacity() < best.capacity())) {
                best = block;
            }
        }
        return best;
    }

    private void discardFirst() {
        Block first = idle.removeFirst();
        idleBytes -= first.capacity();
        discard(first);
    }

    private static void discard(Block block) {
        discard(block.file().path());
        block.file().release();
    }

    /** Frees the memory of a block that nobody reads any more, whoever has it mapped, and removes its name. */
    static void discard(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        } catch (IOException gone) {
            // with the pool's folder; or the thread was interrupted: then it goes when it is unmapped
        }
        File name = file.toFile();
        name.delete();
    }
}
