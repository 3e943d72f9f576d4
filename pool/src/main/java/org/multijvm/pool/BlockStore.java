package org.multijvm.pool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.memory.MappedFile;

/**
 * Hands out the blocks in which one JVM sends large values, and takes them back when the other side has read them.
 *
 * <p>Blocks are used again, since the first touch of fresh pages runs at a tenth of the speed of touched ones; but what lies idle
 * is bounded, and a very large block is given back to the system at once: its file is cut to nothing, so that its memory is free
 * even while somebody has it mapped. Thread-safe.
 */
final class BlockStore {
    /** A block up to this size is kept for the next value. */
    static final int LARGEST_KEPT = 1 << 24;

    private static final long MOST_KEPT = 1L << 26;
    private static final int SMALLEST = 1 << 16;

    private final Path folder;
    private final String prefix;
    private final List<Block> idle = new ArrayList<>();
    private long idleBytes;
    private int lastNumber;

    /**
     * @param folder where the blocks' files are made
     * @param prefix the beginning of their names, of this store alone
     */
    BlockStore(Path folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    static Path path(Path folder, String prefix, int number) {
        return folder.resolve(prefix + number);
    }

    /**
     * A block with room for so many bytes.
     *
     * @throws IOException if there is no space
     */
    synchronized Block take(int bytes) throws IOException {
        Block fitting = smallestIdle(bytes);
        if (fitting != null) {
            idle.remove(fitting);
            idleBytes -= fitting.capacity();
            return fitting;
        }
        int number = ++lastNumber;
        return new Block(number, MappedFile.create(path(folder, prefix, number), rounded(bytes)));
    }

    /** Takes a block back that nobody reads or writes any more. */
    synchronized void giveBack(Block block) {
        if (block.capacity() <= LARGEST_KEPT && idleBytes + block.capacity() <= MOST_KEPT) {
            idle.add(block);
            idleBytes += block.capacity();
        } else {
            discard(block);
        }
    }

    private @Nullable Block smallestIdle(int bytes) {
        Block best = null;
        for (Block block : idle) {
            if (block.capacity() >= bytes && (best == null || block.capacity() < best.capacity())) {
                best = block;
            }
        }
        return best;
    }

    private static int rounded(int bytes) {
        if (bytes <= SMALLEST) {
            return SMALLEST;
        }
        return bytes > LARGEST_KEPT ? bytes : Integer.highestOneBit(bytes - 1) << 1;
    }

    private static void discard(Block block) {
        try (FileChannel channel = FileChannel.open(block.file().path(), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        } catch (IOException gone) {
            // the pool's folder is removed at its end; then there is nothing left to give back
            return;
        } finally {
            block.file().unlink();
        }
    }
}
