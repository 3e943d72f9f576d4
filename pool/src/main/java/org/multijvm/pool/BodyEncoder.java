package org.multijvm.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.Ticket;
import org.multijvm.codec.ValueWriter;

/**
 * Encodes bodies: small ones on the heap, to be copied into a ring, large ones straight into a block of shared memory.
 *
 * <p>One thread. {@link #begin}, then writes, then {@link #body} and {@link #takeBlock} until the next {@code begin}.
 */
final class BodyEncoder implements ValueWriter.Growth {
    /** The largest body that goes through a ring; with its frame it must be within the ring's largest payload. */
    static final int LARGEST_INLINE = 1 << 15;

    private static final int FIRST_HEAP = 512;
    private static final int LARGEST_BLOCK = Integer.MAX_VALUE - (1 << 16);

    private final Codec codec;
    private final BlockStore blocks;
    private ValueWriter writer;
    private @Nullable Block block;
    private boolean inUse;

    BodyEncoder(Codec codec, BlockStore blocks) {
        this.codec = codec;
        this.blocks = blocks;
        this.writer = onHeap();
    }

    /** Takes the encoder into use; false if it is in use. */
    boolean start() {
        if (inUse) {
            return false;
        }
        inUse = true;
        return true;
    }

    /** The use is over. */
    void end() {
        inUse = false;
    }

    /** A second one of the same kind. */
    BodyEncoder another() {
        BodyEncoder other = new BodyEncoder(codec, blocks);
        other.inUse = true;
        return other;
    }

    /** Starts a new body; what an earlier one left is dropped. */
    ValueWriter begin() {
        Block left = block;
        if (left != null) {
            block = null;
            writer = onHeap();
            blocks.giveBack(left);
        } else {
            writer.clear();
        }
        return writer;
    }

    /** The tickets in what was written, which the next body replaces. */
    List<Ticket> tickets() {
        return writer.tickets();
    }

    /** What was written, from position 0 to the limit. */
    ByteBuffer body() {
        ByteBuffer body = writer.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        body.flip();
        return body;
    }

    /** The block that holds the body, now the caller's to give back; null if the body is on the heap. */
    @Nullable
    Block takeBlock() {
        Block taken = block;
        if (taken != null) {
            block = null;
            writer = onHeap();
        }
        return taken;
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
            larger = intoBlock(full, total);
        }
        return larger;
    }

    private ByteBuffer intoBlock(ByteBuffer full, long total) {
        if (total > LARGEST_BLOCK) {
            throw new IllegalArgumentException("too large for one message, share it with SharedArray instead: bytes="
                    + total + ", most=" + LARGEST_BLOCK);
        }
        // a value that grows bit by bit doubles; one large array is asked for at once and gets what it needs
        long wanted = block == null ? total : Math.max(total, 2L * full.limit());
        try {
            Block larger = blocks.take((int) Math.min(LARGEST_BLOCK, wanted));
            ByteBuffer view = larger.view();
            view.put(full);
            Block old = block;
            block = larger;
            if (old != null) {
                blocks.giveBack(old);
            }
            return view;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private ValueWriter onHeap() {
        return new ValueWriter(codec, ByteBuffer.allocate(FIRST_HEAP).order(ByteOrder.LITTLE_ENDIAN), this);
    }
}
