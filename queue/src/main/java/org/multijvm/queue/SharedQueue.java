package org.multijvm.queue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import org.multijvm.ipc.held.MessageForm;

/**
 * A queue on disk, unbounded or bounded, each message to exactly one consumer; Python's {@code multiprocessing.Queue}, but {@code put} has put when it returns, and a queue with a name
 * survives its users.
 *
 * <pre>{@code
 * try (SharedQueue<String> queue = SharedQueue.create()) {
 *     JvmProcess.start(() -> queue.put("hello"));
 *     System.out.println(queue.take());
 * }
 * try (SharedQueue<String> orders = SharedQueue.open(Path.of("/var/lib/shop/orders"))) {
 *     orders.put("order 1"); // there after a restart
 * }
 * }</pre>
 *
 * <p>A message is taken when {@code take} returns; a consumer that dies after that has it, and nobody else. {@link SharedJoinableQueue} delivers such a message again.
 *
 * @param <E> what is in it
 */
public final class SharedQueue<E> extends DurableQueue<E> {
    private static final long serialVersionUID = 1;

    SharedQueue(OpenQueues.Use use, MessageForm messages) {
        super(use, messages);
    }

    /**
     * A new queue without a name and without a limit.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static <E> SharedQueue<E> create() {
        return SharedQueue.<E>builder().create();
    }

    /**
     * A new queue without a name.
     *
     * @param maxSize the most messages that wait; 0 for no limit
     * @throws IllegalArgumentException if it is negative
     * @throws UncheckedIOException if there is no space
     */
    public static <E> SharedQueue<E> create(long maxSize) {
        return SharedQueue.<E>builder().maxSize(maxSize).create();
    }

    /**
     * Opens the queue of this folder, or makes it.
     *
     * @throws UncheckedIOException if that is not possible: the folder has something else in it, or there is no space
     * @throws IllegalArgumentException if it is a {@link SharedJoinableQueue}
     */
    public static <E> SharedQueue<E> open(Path folder) {
        return SharedQueue.<E>builder().open(folder);
    }

    /** Says more than the other methods. */
    public static <E> Builder<E> builder() {
        return new Builder<>();
    }

    /**
     * Makes and opens queues. Not thread-safe; can be used several times.
     *
     * @param <E> what is in the queue
     */
    public static final class Builder<E> extends QueueBuilder<Builder<E>> {
        Builder() {
            super(false);
        }

        @Override
        Builder<E> self() {
            return this;
        }

        /** A new queue without a name; see {@link SharedQueue#create()}. */
        public SharedQueue<E> create() {
            return new SharedQueue<>(OpenQueues.create(settings()), messages(true));
        }

        /** The queue of a folder, or a new one; what the builder says of sizes and limits counts for a new one only. See {@link SharedQueue#open}. */
        public SharedQueue<E> open(Path folder) {
            return new SharedQueue<>(OpenQueues.open(folder, settings()), messages(false));
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    E received(Taken taken) {
        return (E) Objects.requireNonNull(messages.valueOf(taken.kind(), taken.body()));
    }
}
