package org.multijvm.queue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.DecodingException;
import org.multijvm.ipc.held.MessageForm;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.wait.Uninterrupted;

/**
 * A queue on disk whose messages have to be done; Python's {@code multiprocessing.JoinableQueue}. A message whose consumer dies before it is done is delivered again, marked as such.
 *
 * <pre>{@code
 * try (SharedJoinableQueue<Order> orders = SharedJoinableQueue.open(folder)) {
 *     Order order = orders.take();
 *     ship(order);
 *     orders.taskDone();
 * }
 * }</pre>
 *
 * <p><b>In hand.</b> {@code take} puts a message into the hand of its process, {@link #taskDone} takes it out: the oldest one that the calling thread took by this handle, or, if it has none, the
 * oldest that any thread took by it. {@link #receive} gives a {@link Delivery}, which says how often the message was delivered and can be renewed or given back. A message whose consumer has
 * died comes again within 0.1 s of the time at which somebody waits for one; a consumer that is slow but alive keeps its message, unless the queue has a lease. Closing a handle gives back what was taken by it and is
 * not done.
 *
 * <p><b>At least once.</b> A consumer may die after it has worked and before the message is done. What comes again comes before what was never delivered.
 *
 * @param <E> what is in it
 */
public final class SharedJoinableQueue<E> extends DurableQueue<E> implements JoinableQueue<E> {
    private static final long serialVersionUID = 1;

    /** What was taken by this handle and is not done, the oldest first, with the thread that took it. Guarded by itself. */
    private final transient Map<Taken, Thread> inHand = new LinkedHashMap<>();

    SharedJoinableQueue(OpenQueues.Use use, MessageForm messages) {
        super(use, messages);
        Map<Taken, Thread> left = inHand;
        QueueCore shared = core;
        beforeEnd(() -> giveBack(left, shared));
    }

    private static void giveBack(Map<Taken, Thread> left, QueueCore core) {
        List<Taken> all;
        synchronized (left) {
            all = List.copyOf(left.keySet());
            left.clear();
        }
        for (Taken taken : all) {
            Uninterrupted.call(() -> core.taker().change(taken, Hands::giveBack));
        }
    }

    /**
     * A new queue without a name and without a limit.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static <E> SharedJoinableQueue<E> create() {
        return SharedJoinableQueue.<E>builder().create();
    }

    /**
     * A new queue without a name.
     *
     * @param maxSize the most messages that wait; 0 for no limit
     * @throws IllegalArgumentException if it is negative
     * @throws UncheckedIOException if there is no space
     */
    public static <E> SharedJoinableQueue<E> create(long maxSize) {
        return SharedJoinableQueue.<E>builder().maxSize(maxSize).create();
    }

    /**
     * Opens the queue of this folder, or makes it.
     *
     * @throws UncheckedIOException if that is not possible: the folder has something else in it, or there is no space
     * @throws IllegalArgumentException if it is a {@link SharedQueue}
     */
    public static <E> SharedJoinableQueue<E> open(Path folder) {
        return SharedJoinableQueue.<E>builder().open(folder);
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
            super(true);
        }

        @Override
        Builder<E> self() {
            return this;
        }

        /**
         * How many priorities there are; default: 1.
         *
         * @param count 1 to 10
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder<E> priorities(int count) {
            if (count < 1 || count > ControlLayout.MOST_LANES) {
                throw new IllegalArgumentException("a queue has 1 to 10 priorities: count=" + count);
            }
            priorities = count;
            return this;
        }

        /**
         * How often a message is delivered at most: one that comes back after that is a {@link #deadLetters dead letter}; default: 0, no limit.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder<E> maxDeliveries(int count) {
            if (count < 0) {
                throw new IllegalArgumentException("a number of deliveries is not negative: count=" + count);
            }
            maxDeliveries = count;
            return this;
        }

        /**
         * How long a message can be in hand before it is delivered again, though its consumer lives; {@link Delivery#renew} prolongs it. Default: as long as the consumer lives.
         *
         * @throws IllegalArgumentException if it is less than a millisecond
         */
        public Builder<E> lease(Duration time) {
            if (time.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("a lease is at least a millisecond: time=" + time);
            }
            lease = time;
            return this;
        }

        /**
         * How long the key of a message is remembered; default: 5 minutes.
         *
         * @throws IllegalArgumentException if it is less than a millisecond
         */
        public Builder<E> rememberKeys(Duration time) {
            if (time.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("keys are remembered at least a millisecond: time=" + time);
            }
            remembered = time;
            return this;
        }

        /** A new queue without a name; see {@link SharedJoinableQueue#create()}. */
        public SharedJoinableQueue<E> create() {
            return new SharedJoinableQueue<>(OpenQueues.create(settings()), messages(true));
        }

        /** The queue of a folder, or a new one; what the builder says of sizes, limits and priorities counts for a new one only. See {@link SharedJoinableQueue#open}. */
        public SharedJoinableQueue<E> open(Path folder) {
            return new SharedJoinableQueue<>(OpenQueues.open(folder, settings()), messages(false));
        }
    }

    /**
     * Puts a message with options; waits while the queue is full.
     *
     * @return false if its key is known: it is not put again
     * @throws IllegalArgumentException if the queue has no such priority
     * @throws org.multijvm.ipc.queue.QueueShutDownException if it is or gets shut down; the message is not in it
     * @throws InterruptedException if interrupted while waiting; the message is not in it
     */
    public boolean put(E element, PutOptions options) throws InterruptedException {
        return insert(element, options, Long.MAX_VALUE);
    }

    /**
     * As {@link #put(Object, PutOptions)}, waiting at most so long.
     *
     * @return false if there was no room in time, or its key is known
     */
    public boolean offer(E element, PutOptions options, Duration timeout) throws InterruptedException {
        return insert(element, options, TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Takes the next message, with what can be done with it; waits while there is none.
     *
     * @throws org.multijvm.ipc.queue.QueueShutDownException if it is shut down and there is none
     * @throws InterruptedException if interrupted while waiting
     * @throws DecodingException if it cannot be made here; it is a dead letter then
     */
    public Delivery<E> receive() throws InterruptedException {
        Taken taken = remove(Long.MAX_VALUE, true);
        while (taken == null) {
            taken = remove(Long.MAX_VALUE, true);
        }
        return delivery(taken);
    }

    /** As {@link #receive()}, waiting at most so long; null if there is none in time. */
    public @Nullable Delivery<E> receive(Duration timeout) throws InterruptedException {
        Taken taken = remove(TimeUnit.NANOSECONDS.convert(timeout), true);
        return taken == null ? null : delivery(taken);
    }

    private Delivery<E> delivery(Taken taken) {
        return new Delivery<>(this, taken, received(taken));
    }

    @Override
    @SuppressWarnings("unchecked")
    E received(Taken taken) {
        E value;
        try {
            value = (E) Objects.requireNonNull(messages.valueOf(taken.kind(), taken.body()));
        } catch (RuntimeException | Error e) {
            if (e instanceof DecodingException) {
                Uninterrupted.call(() -> core.taker().change(taken, Hands::kill));
            } else {
                Uninterrupted.call(() -> core.taker().change(taken, Hands::giveBack));
            }
            throw e;
        }
        synchronized (inHand) {
            inHand.put(taken, Thread.currentThread());
        }
        return value;
    }

    /**
     * Tells that a message that was taken by this handle is done: the oldest of the calling thread, or, if it has none, of any thread. Does not block.
     *
     * @throws IllegalStateException if none is in hand; Python's {@code ValueError}
     */
    @Override
    public void taskDone() {
        checkOpen();
        Taken taken = oldestInHand();
        if (taken == null) {
            throw new IllegalStateException(
                    "taskDone() was called too many times, nothing that this handle took is in hand: queue="
                            + core.home().name());
        }
        Uninterrupted.call(() -> core.taker().done(taken));
    }

    private @Nullable Taken oldestInHand() {
        synchronized (inHand) {
            Taken oldest = null;
            for (Map.Entry<Taken, Thread> entry : inHand.entrySet()) {
                if (entry.getValue().equals(Thread.currentThread())) {
                    oldest = entry.getKey();
                    break;
                }
                oldest = oldest == null ? entry.getKey() : oldest;
            }
            if (oldest != null) {
                inHand.remove(oldest);
            }
            return oldest;
        }
    }

    boolean finish(Delivery<E> delivery) {
        checkOpen();
        forget(delivery);
        return Uninterrupted.call(() -> core.taker().done(delivery.taken()));
    }

    boolean giveBack(Delivery<E> delivery) {
        checkOpen();
        forget(delivery);
        return Uninterrupted.call(() -> core.taker().change(delivery.taken(), Hands::giveBack));
    }

    private void forget(Delivery<E> delivery) {
        synchronized (inHand) {
            inHand.remove(delivery.taken());
        }
    }

    /** How many messages are put and not done: those that wait and those in hand, but no dead letters. */
    public long unfinished() {
        checkOpen();
        return core.unfinished();
    }

    @Override
    public void join() throws InterruptedException {
        checkOpen();
        core.taker().join(Long.MAX_VALUE, this::isOpen);
        checkOpen();
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        checkOpen();
        boolean done = core.taker()
                .join(Math.max(0, TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(limit, "limit"))), this::isOpen);
        checkOpen();
        return done;
    }

    /** The messages that were delivered too often, as they are now. */
    public List<DeadLetter<E>> deadLetters() {
        checkOpen();
        List<DeadLetter<E>> letters = new ArrayList<>();
        for (Taken taken : Uninterrupted.call(() -> core.taker().dead())) {
            letters.add(new DeadLetter<>(this, taken));
        }
        return letters;
    }

    /** Drops all messages that wait, all dead letters and all keys; what is in hand stays there. */
    public void purge() {
        clear();
        deadLetters().forEach(DeadLetter::remove);
        Uninterrupted.call(() -> {
            core.forgetKeys();
            return true;
        });
    }
}
