package org.multijvm.pool.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.Ticket;
import org.multijvm.codec.ValueWriter;

/**
 * Encodes bodies: small ones on the heap, to be copied into a ring, large ones straight into a block of shared memory, or, where there is no
 * room for one, into memory of this JVM, to be sent in pieces.
 *
 * <p>One thread. {@link #begin}, then writes, then {@link #body} and {@link #takeBlock} until the next {@code begin}.
 */
public final class BodyEncoder implements ValueWriter.Growth {
    /** The largest body that goes through a ring; with its frame it must be within the ring's largest payload. */
    public static final int LARGEST_INLINE = 1 << 15;

    private static final int FIRST_HEAP = 512;
    private static final int LARGEST_BLOCK = Integer.MAX_VALUE - (1 << 16);

    private final Codec codec;
    private final BlockStore blocks;
    private final boolean offHeap;
    private @Nullable PieceBuffer pieces;
    private ValueWriter writer;
    private @Nullable Block block;

    /** Set while a large body lies in memory of this JVM. */
    private boolean spilled;

    private boolean inUse;

    /**
     * An encoder for one thread at a time.
     *
     * @param offHeap whether what finds no room in shared memory goes beside the heap: as a worker's does, which sends it at once
     */
    public BodyEncoder(Codec codec, BlockStore blocks, boolean offHeap) {
        this.codec = codec;
        this.blocks = blocks;
        this.offHeap = offHeap;
        this.writer = onHeap();
    }

    /** Takes the encoder into use; false if it is in use. */
    public boolean start() {
        if (inUse) {
            return false;
        }
        inUse = true;
        return true;
    }

    /** The use is over. A block that nobody took goes back: the thread may never encode anything again. */
    public void end() {
        inUse = false;
        if (block != null || spilled) {
            begin();
        }
    }

    /** A second one of the same kind. */
    public BodyEncoder another() {
        BodyEncoder other = new BodyEncoder(codec, blocks, offHeap);
        other.inUse = true;
        return other;
    }

    /** Starts a new body; what an earlier one left is dropped. */
    public ValueWriter begin() {
        Block left = block;
        if (left != null) {
            block = null;
            writer = onHeap();
            blocks.giveBack(left);
        } else if (spilled) {
            spilled = false;
            writer = onHeap();
        } else {
            writer.clear();
        }
        return writer;
    }

    /** The tickets in what was written, which the next body replaces. */
    public List<Ticket> tickets() {
        return writer.tickets();
    }

    /** What was written, from position 0 to the limit. */
    public ByteBuffer body() {
        ByteBuffer body = writer.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        body.flip();
        return body;
    }

    /** The block that holds the body, now the caller's to give back; null if the body is on the heap. */
    @Nullable
    public Block takeBlock() {
        Block taken = block;
        if (taken != null) {
            block = null;
            writer = onHeap();
        }
        return taken;
    }

    /** The array that holds a large body for which there was no block, now the caller's; the body begins at 0. */
    @SuppressWarnings("ByteBufferBackingArray") // spill allocated the buffer: its array is all of it
    public byte[] takeHeap() {
        ByteBuffer written = writer.buffer();
        int length = written.position();
        byte[] array = written.array();
        spilled = false;
        writer = onHeap();
        return array.length - length > length / 4 ? Arrays.copyOf(array, length) : array;
    }

    @Override
    public ByteBuffer grow(ByteBuffer full, int needed) {
        long total = (long) full.position() + needed;
        full.flip();
        ByteBuffer larger;
        if (total <= LARGEST_INLINE) {
            larger = ByteBuffer.allocate((int) Math.min(LARGEST_INLINE, Math.max(total, 2L * full.capacity())))
                    .order(ByteOrder.LITTLE_ENDIAN);
            larger.put(full);
        } else {
            return growLarge(full, total);
        }
        return larger;
    }

    private ByteBuffer growLarge(ByteBuffer full, long total) {
        if (total > LARGEST_BLOCK) {
            throw new IllegalArgumentException("too large for one message, share it with SharedArray instead: bytes="
                    + total + ", most=" + LARGEST_BLOCK);
        }
        // a value that grows bit by bit doubles; one large array is asked for at once and gets what it needs
        boolean again = block != null || spilled;
        int wanted = (int) Math.min(LARGEST_BLOCK, again ? Math.max(total, 2L * full.limit()) : total);
        Block old = block;
        Block larger = spilled ? null : blocks.take(wanted);
        ByteBuffer view = larger == null ? spill(wanted) : larger.view();
        view.put(full);
        block = larger;
        spilled = larger == null;
        if (old != null) {
            blocks.giveBack(old);
        }
        return view;
    }

    private ByteBuffer spill(int bytes) {
        if (!offHeap) {
            return ByteBuffer.allocate(bytes);
        }
        PieceBuffer from = pieces;
        if (from == null) {
            from = new PieceBuffer();
            pieces = from;
        }
        return from.take(bytes);
    }

    private ValueWriter onHeap() {
        return new ValueWriter(codec, ByteBuffer.allocate(FIRST_HEAP).order(ByteOrder.LITTLE_ENDIAN), this);
    }
}
