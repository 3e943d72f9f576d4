package org.multijvm.ipc.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.held.MessageCodec;
import org.multijvm.ipc.ring.ManyToManyRing;
import org.multijvm.ipc.ring.Message;
import org.multijvm.ipc.ring.MessageOpener;
import org.multijvm.ipc.ring.Nothing;
import org.multijvm.ipc.ring.RingGuard;
import org.multijvm.ipc.ring.RingOutcome;
import org.multijvm.ipc.ring.Taken;
import org.multijvm.ipc.ring.Taking;
import org.multijvm.ipc.wait.Uninterrupted;

/**
 * What one handle of a {@link SimpleQueue} does with the queue's file: elements in and out, and its two ends, the handle's and the
 * queue's. Thread-safe.
 */
final class QueueCore<E> {
    private final QueueFile queue;
    private final ManyToManyRing ring;
    private final BlockFiles blocks;
    private final LongElements longElements;
    private final RingGuard shut = this::isShut;
    private final Taking plain;
    private volatile boolean closed;

    QueueCore(QueueFile queue) {
        this.queue = queue;
        this.ring = queue.ring();
        this.blocks = new BlockFiles(queue.file().companion());
        this.longElements = new LongElements(ring, blocks);
        this.plain = new Taking(blocks, shut);
    }

    QueueFile queue() {
        return queue;
    }

    ManyToManyRing ring() {
        return ring;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    void checkOpen() {
        queue.file().enter();
        if (closed) {
            throw new IllegalStateException(
                    "the queue is closed: queue=" + queue.file().name());
        }
    }

    /** Stops what puts, and with a drop also what takes; wakes all who wait. */
    void shutdown(boolean immediate) throws IOException, InterruptedException {
        int state = immediate ? QueueFile.DROPPED : QueueFile.SHUT;
        ring.whileNobodyWrites(this::isClosedForUse, () -> queue.advanceTo(state));
        ring.wakeAll();
        if (immediate) {
            drop();
        }
    }

    /** Puts an element, waiting at most so long; false if there was no room. */
    boolean insert(E element, long nanos) throws InterruptedException {
        Objects.requireNonNull(element, "element");
        checkOpen();
        if (element instanceof byte[] bytes) {
            return write(MessageCodec.BYTES, bytes, bytes.length, nanos);
        }
        MessageCodec codec = MessageCodec.current();
        ValueWriter writer = codec.encode(element);
        boolean put = false;
        try {
            put = write(
                    MessageCodec.VALUE, writer.buffer().array(), writer.buffer().position(), nanos);
            return put;
        } finally {
            if (!put && !writer.tickets().isEmpty()) {
                writer.loseTickets();
            }
            codec.done(writer);
        }
    }

    private boolean write(byte type, byte[] bytes, int length, long nanos) throws InterruptedException {
        try {
            RingOutcome outcome = length > ring.longestWhole()
                    ? longElements.write(type, bytes, length, shut, nanos)
                    : ring.write(type, bytes, 0, length, shut, nanos);
            if (outcome == RingOutcome.ENDED) {
                throw new QueueShutDownException("the queue was shut down, nothing can be put: queue="
                        + queue.file().name());
            }
            return outcome == RingOutcome.DONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Takes an element, waiting at most so long; null if there was none, also because the queue has ended, unless that is to be thrown. */
    @SuppressWarnings("unchecked")
    @Nullable
    E remove(long nanos, boolean endThrows) throws InterruptedException {
        Taken taken = take(plain, nanos);
        if (taken instanceof Message message) {
            return (E) MessageCodec.valueOf(message);
        }
        if (taken == Nothing.TOO_LONG) {
            throw new UncheckedIOException(new IOException("an element is longer than an array can be: longest="
                    + plain.limit() + ", queue=" + queue.file().name()));
        }
        if (taken == Nothing.ENDED && endThrows) {
            throw new QueueShutDownException("the queue was shut down, nothing is left: queue="
                    + queue.file().name());
        }
        return null;
    }

    private Taken take(Taking how, long nanos) throws InterruptedException {
        checkOpen();
        if (queue.state() == QueueFile.DROPPED && how == plain) {
            return Nothing.ENDED;
        }
        try {
            return ring.take(how, nanos);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Removes what is there. */
    void drop() throws InterruptedException {
        MessageOpener remover = (message, remove) -> {
            if (message.type() == BlockFiles.BLOCK) {
                blocks.remove(message.bytes());
            }
            return message;
        };
        Taking dropping = new Taking(remover, shut);
        while (take(dropping, 0) instanceof Message) {}
    }

    /** Copies of the first elements that are there. */
    @SuppressWarnings("unchecked")
    List<E> snapshot(int most) {
        checkOpen();
        List<Message> messages = new ArrayList<>();
        Uninterrupted.call(() -> {
            ring.look(this::isClosedForUse, message -> {
                Message opened = blocks.open(message, false);
                if (opened != null) {
                    messages.add(opened);
                }
                return messages.size() < most;
            });
            return null;
        });
        List<E> elements = new ArrayList<>();
        for (Message message : messages) {
            elements.add((E) Objects.requireNonNull(MessageCodec.valueOf(message)));
        }
        return elements;
    }

    private boolean isShut(boolean thoroughly) {
        checkOpen();
        return queue.state() != QueueFile.OPEN;
    }

    /** For what works after a shutdown too. */
    private boolean isClosedForUse(boolean thoroughly) {
        checkOpen();
        return false;
    }
}
