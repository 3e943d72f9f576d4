package org.multijvm.pool.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.ring.OneToOneRingConsumer;

/** The pool's side of one worker's ring of answers: a cursor over frames. Belongs to the collector, whoever plays it. */
public final class AnswerReader {
    private final OneToOneRingConsumer ring;
    private final ByteBuffer window;
    private final BlockReader blocks;
    private int payload;

    /** Why nothing in the channel makes sense any more: whoever asks for the type of the next answer is told. */
    private volatile @Nullable Throwable damage;

    /** What has come of a body in pieces; null if there is none, or no heap for it. */
    private byte @Nullable [] pieces;

    private int pieced;

    /** Why the pieces of this body are thrown away. */
    private @Nullable OutOfMemoryError noHeap;

    public AnswerReader(ChannelFile file, BlockReader blocks) {
        this.ring = file.answersIn();
        this.window = file.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.blocks = blocks;
    }

    /** Steps to the next answer; false if there is none now. */
    public boolean next() {
        try {
            return damage != null || step();
        } catch (IllegalStateException | InternalError e) {
            damage = e;
            return true;
        }
    }

    private boolean step() {
        while (ring.next()) {
            payload = ring.payload();
            window.clear();
            if (ring.type() != AnswerLayout.PIECE) {
                return true;
            }
            addPiece();
            ring.release();
        }
        return false;
    }

    /** Without heap for it the body is thrown away, and whoever reads it is told: the answers behind it come all the same. */
    private void addPiece() {
        int total = window.getInt(payload + AnswerLayout.LENGTH);
        int length = ring.payloadLength() - AnswerLayout.BODY;
        if (pieced == 0) {
            try {
                pieces = new byte[total];
            } catch (OutOfMemoryError e) {
                noHeap = e;
            }
        }
        byte[] whole = pieces;
        if (length < 0 || total - pieced < length || whole != null && whole.length != total) {
            throw new IllegalStateException("a piece of an answer makes no sense: total=" + total + ", before=" + pieced
                    + ", length=" + length);
        }
        if (whole != null) {
            window.get(payload + AnswerLayout.BODY, whole, pieced, length);
        }
        pieced += length;
    }

    /** True, too, if the next one cannot be had. */
    public boolean hasNext() {
        try {
            return damage != null || ring.hasNext();
        } catch (IllegalStateException | InternalError e) {
            damage = e;
            return true;
        }
    }

    /** By whoever found that the channel is damaged: rubbish in it, or its file cut short, which the JVM tells as an InternalError. */
    public void damaged(Throwable found) {
        damage = found;
    }

    /**
     * What kind of answer it is.
     *
     * @throws IllegalStateException if there is none, since the channel is damaged
     */
    public int type() {
        Throwable found = damage;
        if (found != null) {
            throw new IllegalStateException("the channel to a worker is damaged: " + found.getMessage(), found);
        }
        return ring.type();
    }

    /** The number of the current answer's task. */
    public long task() {
        return window.getLong(payload + AnswerLayout.TASK);
    }

    /** How long the current answer's function took; 0 where that is damaged. */
    public long nanos() {
        return damage != null ? 0 : window.getLong(payload + AnswerLayout.NANOS);
    }

    /** The current answer's body, from position to limit; nothing else of the answer can be had afterwards. */
    public ByteBuffer body() throws IOException {
        int block = window.getInt(payload + AnswerLayout.BLOCK);
        int length = window.getInt(payload + AnswerLayout.LENGTH);
        if (block == AnswerLayout.IN_PIECES) {
            return takePieces(length);
        }
        if (block != CallLayout.NO_BLOCK) {
            return blocks.read(block, length);
        }
        window.limit(payload + AnswerLayout.BODY + length).position(payload + AnswerLayout.BODY);
        return window;
    }

    private ByteBuffer takePieces(int length) {
        byte[] whole = pieces;
        OutOfMemoryError missing = noHeap;
        int came = pieced;
        pieces = null;
        noHeap = null;
        pieced = 0;
        if (missing != null) {
            throw missing;
        }
        if (whole == null || came != length || whole.length != length) {
            throw new IllegalStateException("not all pieces of an answer came: came=" + came + ", length=" + length);
        }
        return ByteBuffer.wrap(whole);
    }

    /** Of a WANT: where the piece begins that the worker asks for. */
    public int wantedFrom() {
        return window.getInt(payload + AnswerLayout.FROM);
    }

    /** Of a WANT: the piece's number. */
    public int wantedNumber() {
        return window.getInt(payload + AnswerLayout.NUMBER);
    }

    /** The current answer has been read: its space, and its block, are the worker's again. */
    public void release() {
        if (damage == null) {
            ring.release();
        }
    }

    /** Whether the worker left something that cannot be: then nothing more is read. */
    public boolean isDamaged() {
        return damage != null;
    }

    /** True once the worker can wake a collector that sleeps in the kernel. */
    public boolean workerCanWake() {
        try {
            return ring.producerCanWake();
        } catch (InternalError cutShort) {
            damage = cutShort;
            return false;
        }
    }
}
