package org.multijvm.ipc.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.held.Flight;
import org.multijvm.ipc.held.Hold;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.ipc.wait.Uninterrupted;

/**
 * A queue in shared memory whose producers and consumers are threads of several JVMs; Python's {@code multiprocessing.SimpleQueue},
 * bounded, with {@code shutdown} as Python's {@code queue.Queue} has it since 3.13.
 *
 * <pre>{@code
 * try (SimpleQueue<String> queue = SimpleQueue.create()) {
 *     JvmProcess.start(() -> queue.put("hello"));
 *     System.out.println(queue.take());
 * }
 * }</pre>
 *
 * <p><b>Elements</b> go to exactly one consumer each, in the order in which they were put. They are copied when they are put: what is not a byte array
 * travels in tagged binary, or by Java serialization where it has no such form. Consume only what JVMs you trust have put. {@code null} is refused,
 * as in all of {@code java.util.concurrent}.
 *
 * <p><b>Memory consistency.</b> What a thread does before it puts an element {@linkplain org.multijvm.ipc.memory happens-before} what a thread of any JVM does
 * after it has taken that element.
 *
 * <p><b>Bounds.</b> The queue is full when its bytes are used up, not by number: an element takes its encoded length and some 8 to 16
 * bytes more. One that is longer than a quarter of the capacity gets a file of its own, and waits until all such files together have no more than
 * 16 times the capacity, or until there is no other.
 *
 * <p><b>JVMs that die</b>, at whatever instant, block nobody: others go on within 0.1 s, and at most the element in the dead hand is
 * lost, the one that was being put or taken. Nobody is told when all producers are dead, since who consumes may produce as well: agree on a last element, use {@link #shutdown},
 * wait with a limit, or take a {@linkplain org.multijvm.ipc.channel.Pipe#oneWay one-way pipe}, which tells.
 *
 * <p><b>Lifetime.</b> Sent to another JVM it arrives as the same queue. It lives until all who hold it have closed it or died, as a {@link
 * org.multijvm.ipc.channel.Connection} does, and no longer can be sent, nor arrive, when the JVM that made it has ended. Up to 1,000
 * processes can hold it.
 *
 * <p>Thread-safe. Waits are interruptible with a delay of up to 40 ms. All methods but {@link #close}, {@link #isClosed} and {@code toString}
 * throw {@link IllegalStateException} after {@link #close}, and {@link UncheckedIOException} if there is no space for a long
 * element. An element that cannot travel is an {@code EncodingException} of the call that puts it; one that cannot be made again is a
 * {@code DecodingException} of the call that takes it, and is taken.
 *
 * @param <E> what is in it
 */
public final class SimpleQueue<E> extends AbstractQueue<E> implements ShutdownQueue<E>, AutoCloseable, Handle {
    private static final long serialVersionUID = 1;

    private static final int DEFAULT_CAPACITY = 1 << 20;

    private final transient QueueCore<E> core;
    private final transient Hold hold;

    SimpleQueue(QueueFile queue, @Nullable Flight flight) throws IOException {
        this.core = new QueueCore<>(queue);
        Runnable wake = queue.ring()::wakeAll;
        this.hold = flight == null ? queue.file().hold(0, this, wake) : flight.land(queue.file(), this, wake);
    }

    /**
     * A new queue of 1 MiB.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static <E> SimpleQueue<E> create() {
        return create(DEFAULT_CAPACITY);
    }

    /**
     * A new queue.
     *
     * @param capacityBytes the room for elements: rounded up to a power of two, 1 KiB to 1 GiB
     * @throws IllegalArgumentException if that is out of range
     * @throws UncheckedIOException if there is no space: the message says how much is needed and how much is free
     */
    public static <E> SimpleQueue<E> create(int capacityBytes) {
        if (capacityBytes <= 0 || capacityBytes > 1 << 30) {
            throw new IllegalArgumentException("the capacity must be 1 to 2^30 bytes: capacityBytes=" + capacityBytes);
        }
        try {
            int capacity = Math.max(1024, Integer.highestOneBit(2 * capacityBytes - 1));
            return new SimpleQueue<>(QueueFile.create(capacity), null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a queue: " + e.getMessage(), e);
        }
    }

    /**
     * Puts an element; waits while the queue is full.
     *
     * @throws QueueShutDownException if it is or gets shut down; the element is not in it
     * @throws InterruptedException if interrupted while waiting; the element is not in it
     */
    @Override
    public void put(E element) throws InterruptedException {
        core.insert(element, Long.MAX_VALUE);
    }

    /**
     * Puts an element if the queue is not full; does not wait.
     *
     * @throws QueueShutDownException if it is shut down
     */
    @Override
    public boolean offer(E element) {
        return Uninterrupted.call(() -> core.insert(element, 0));
    }

    /**
     * Puts an element if the queue is or gets not full within this time; a negative time is zero.
     *
     * @throws QueueShutDownException if it is or gets shut down; the element is not in it
     * @throws InterruptedException if interrupted while waiting; the element is not in it
     */
    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return core.insert(element, unit.toNanos(timeout));
    }

    /** As {@link #offer(Object, long, TimeUnit)}. */
    public boolean offer(E element, Duration limit) throws InterruptedException {
        return core.insert(element, Slices.nanos(limit));
    }

    /**
     * Takes the oldest element; waits while there is none.
     *
     * @throws QueueShutDownException if it is shut down and there is none
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(core.remove(Long.MAX_VALUE, true));
    }

    /** Takes the oldest element, or gives null if there is none, also when it is shut down; does not wait. */
    @Override
    public @Nullable E poll() {
        return Uninterrupted.call(() -> core.remove(0, false));
    }

    /**
     * Takes the oldest element, or gives null if there is none within this time; a negative time is zero.
     *
     * @throws QueueShutDownException if it is shut down and there is none
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return core.remove(unit.toNanos(timeout), true);
    }

    /** As {@link #poll(long, TimeUnit)}. */
    public @Nullable E poll(Duration limit) throws InterruptedException {
        return core.remove(Slices.nanos(limit), true);
    }

    /** The oldest element, which stays, or null; a copy each time. An element that holds handles arrives with it. */
    @Override
    public @Nullable E peek() {
        List<E> first = core.snapshot(1);
        return first.isEmpty() ? null : first.get(0);
    }

    /** The number of elements; it may have changed when this returns. */
    @Override
    public int size() {
        core.checkOpen();
        return core.ring().size();
    }

    /** How many of the smallest elements, those of up to 8 bytes, fit at least; the queue is bounded by bytes, so larger ones may not. */
    @Override
    public int remainingCapacity() {
        core.checkOpen();
        return core.ring().freeBytes() / 16;
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /** Takes up to so many elements, those that are there; does not wait. Each is taken by itself: other consumers may come between. */
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself: queue=" + this);
        }
        int drained = 0;
        while (drained < most) {
            E element = poll();
            if (element == null) {
                break;
            }
            target.add(element);
            drained++;
        }
        return drained;
    }

    /**
     * The elements at one moment, the oldest first, as copies that are all made at once: consumers wait meanwhile, and none of them is
     * taken. The iterator cannot remove, and so neither can {@code remove(Object)}, {@code removeIf} and the like.
     */
    @Override
    public Iterator<E> iterator() {
        return List.copyOf(core.snapshot(Integer.MAX_VALUE)).iterator();
    }

    /** Drops all elements that are there. */
    @Override
    public void clear() {
        core.checkOpen();
        Uninterrupted.call(() -> {
            core.drop();
            return null;
        });
    }

    /**
     * Ends the queue for all JVMs: nothing can be put any more, what is there can still be taken, and all waiting threads are released with a
     * {@link QueueShutDownException}. Python's {@code Queue.shutdown()}. A second call does nothing.
     */
    @Override
    public void shutdown() {
        shutdown(false);
    }

    /**
     * As {@link #shutdown()}.
     *
     * @param immediate true to drop what is there, also after a shutdown that did not
     */
    @Override
    public void shutdown(boolean immediate) {
        core.checkOpen();
        Uninterrupted.call(() -> {
            core.shutdown(immediate);
            return null;
        });
    }

    /** Whether it was shut down, by whichever JVM. */
    @Override
    public boolean isShutdown() {
        core.checkOpen();
        return core.queue().state() != QueueFile.OPEN;
    }

    /**
     * Ends this handle; its waits end with an {@link IllegalStateException}. The queue and its elements stay as long as others
     * hold it, or it is on its way to them. A second call does nothing.
     *
     * <p>The space of a queue that nobody holds comes back at once; where native access is denied, at the garbage
     * collector's next run in each JVM that has it, and a JVM that is short of space calls its own first.
     */
    @Override
    public void close() {
        core.close();
        hold.release();
    }

    /** Whether this handle is closed. */
    public boolean isClosed() {
        return core.isClosed();
    }

    /** What is sent in the queue's place. */
    @Override
    public Object writeReplace() {
        core.checkOpen();
        return new QueueTicket(hold.send());
    }

    @Override
    public String toString() {
        return "SimpleQueue[" + core.queue().file().path().getFileName()
                + (core.isClosed() ? ", closed]" : ", " + core.ring() + "]");
    }
}
