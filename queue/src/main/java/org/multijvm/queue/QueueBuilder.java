package org.multijvm.queue;

import java.io.ObjectInputFilter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.held.MessageForm;

/**
 * What the two kinds of queues can be made with.
 *
 * @param <B> the builder itself
 */
public abstract sealed class QueueBuilder<B extends QueueBuilder<B>>
        permits SharedQueue.Builder, SharedJoinableQueue.Builder {
    private static final long DEFAULT_SEGMENT = 32L << 20;

    private final boolean joinable;
    private long maxSize;
    private boolean sync;
    private long segmentBytes = DEFAULT_SEGMENT;
    private @Nullable String accepted;
    int priorities = 1;
    int maxDeliveries;
    Duration lease = Duration.ZERO;
    Duration remembered = Duration.ofMinutes(5);

    QueueBuilder(boolean joinable) {
        this.joinable = joinable;
    }

    abstract B self();

    /**
     * The most messages that wait; default: 0, no limit. What comes back from a dead consumer waits as well, and may make them more.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public B maxSize(long messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("a queue's most messages are not negative: maxSize=" + messages);
        }
        maxSize = messages;
        return self();
    }

    /** A message is on the disk when {@code put} returns, and survives that the machine stops. Producers that put at the same time share one write to the disk. Default: no. */
    public B sync() {
        sync = true;
        return self();
    }

    /**
     * The size of the log's files: a file goes when all its messages are done; default: 32 MiB.
     *
     * @param bytes 1 MiB to 1 GiB
     * @throws IllegalArgumentException if it is out of range
     */
    public B segmentBytes(long bytes) {
        if (bytes < LogWriter.LEAST_SEGMENT || bytes > LogWriter.MOST_SEGMENT) {
            throw new IllegalArgumentException("a segment has 1 MiB to 1 GiB: bytes=" + bytes);
        }
        segmentBytes = bytes;
        return self();
    }

    /**
     * Which classes a message of a named queue may have, besides plain data of the JDK; default: none. It is asked when a message is taken, and travels with the handle.
     *
     * @param pattern in the form of {@link ObjectInputFilter.Config#createFilter}, such as {@code "com.acme.shop.*"}
     * @throws IllegalArgumentException if the pattern is not valid
     */
    public B accept(String pattern) {
        MessageForm.filtered("a queue with a name", pattern);
        accepted = pattern;
        return self();
    }

    final Settings settings() {
        return new Settings(
                maxSize,
                sync,
                joinable,
                priorities,
                maxDeliveries,
                lease.toMillis(),
                remembered.toMillis(),
                segmentBytes);
    }

    final MessageForm messages(boolean ofOneSession) {
        return ofOneSession ? MessageForm.trusted() : MessageForm.filtered("a queue with a name", accepted);
    }
}
