package org.multijvm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.held.MessageForm;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.wait.Uninterrupted;

/**
 * A queue on disk whose producers and consumers are threads of several JVMs: what {@link SharedQueue} and {@link SharedJoinableQueue} have in common.
 *
 * <p><b>Messages</b> of one producer come in the order in which it put them, each to exactly one consumer. They are copied when they are put, in tagged binary, or by Java serialization
 * where there is no such form; {@code null} is refused. There is no limit but the disk, unless the queue has a {@code maxSize}.
 *
 * <p><b>Where it is.</b> {@code create} makes a queue in the session folder of this JVM (as a rule in memory, {@code /dev/shm}), gone when nobody holds it or when this JVM has ended.
 * {@code open} makes or opens a queue in a folder of its own, which stays: what was put and not taken is there after everybody has ended or was killed. Processes of one machine, boot and
 * pid namespace can have it open together.
 *
 * <p><b>What survives.</b> A message is in the queue when {@code put} returns, and survives the death of every process. Whether it survives that the machine stops without warning
 * depends on the disk's cache, as a rule for all but the last half minute; with {@code sync()} it is on the disk when {@code put} returns. After such a stop messages that were taken shortly before may come once more: that
 * a message was taken is never forced to disk.
 *
 * <p><b>A named queue's bytes</b> may come from anybody who can write its folder. So a value's classes must be allowed: plain data of the JDK is, others are named in the builder
 * ({@code accept}); what is bound to this session (locks, arrays, pipes) cannot be put.
 *
 * <p><b>JVMs that die</b>, at whatever instant, block nobody, and nothing that was put is lost but what the dead had taken.
 *
 * <p>Thread-safe. Waits are interruptible, with a delay of up to 40 ms. All methods but {@link #close}, {@link #isClosed} and {@code toString} throw {@link IllegalStateException} after {@link
 * #close}, and {@link UncheckedIOException} if there is no space, with the file, the need and what is free: the queue is as before then. A message that cannot travel is an {@code EncodingException} of the
 * call that puts it; one that cannot be made again is a {@code DecodingException} of the call that takes it.
 *
 * @param <E> what is in it
 */
public abstract sealed class DurableQueue<E> extends AbstractQueue<E> implements ShutdownQueue<E>, AutoCloseable, Handle
        permits SharedQueue, SharedJoinableQueue {
    private static final long serialVersionUID = 1;
    private static final Cleaner CLEANER = Cleaner.create();

    final transient QueueCore core;
    final transient MessageForm messages;
    private final transient OpenQueues.Use use;
    private final transient Cleaner.Cleanable cleanable;
    private transient volatile boolean closed;

    DurableQueue(OpenQueues.Use use, MessageForm messages) {
        this.use = use;
        this.core = use.core();
        this.messages = messages;
        this.cleanable = CLEANER.register(this, use);
        use.hold();
    }

    /** What is done when the handle ends, closed or not reachable any more; must not refer to the handle. */
    final void beforeEnd(Runnable action) {
        use.beforeEnd(action);
    }

    final void checkOpen() {
        core.home().enter();
        if (closed) {
            throw new IllegalStateException(
                    "the queue is closed: queue=" + core.home().name());
        }
    }

    final boolean isOpen() {
        return !closed;
    }

    /** Puts a message; false if there was no room in time, or its key is known. */
    final boolean insert(E element, PutOptions options, long nanos) throws InterruptedException {
        Objects.requireNonNull(element, "element");
        checkOpen();
        if (options.priority() >= core.settings().lanes()) {
            throw new IllegalArgumentException("the queue has no such priority: priority=" + options.priority()
                    + ", priorities=" + core.settings().lanes());
        }
        try {
            boolean put = messages.write(
                    element,
                    (kind, bytes, length) ->
                            core.putter().put(kind, bytes, length, options, nanos, this::isOpen) == Putter.Put.DONE);
            if (!put) {
                checkOpen();
            }
            return put;
        } catch (IOException e) {
            throw QueueCore.unchecked(e);
        }
    }

    /** Takes a message; null if there was none in time, or the queue is shut down and that is not to be thrown. */
    final @Nullable Taken remove(long nanos, boolean endThrows) throws InterruptedException {
        checkOpen();
        List<Taken> taken = takeUpTo(1, nanos);
        if (!taken.isEmpty()) {
            return taken.get(0);
        }
        checkOpen();
        if (endThrows && core.isEnded()) {
            throw new QueueShutDownException("the queue was shut down, nothing is left: queue="
                    + core.home().name());
        }
        return null;
    }

    private List<Taken> takeUpTo(int most, long nanos) throws InterruptedException {
        try {
            return core.taker().take(most, nanos, this::isOpen);
        } catch (IOException e) {
            throw QueueCore.unchecked(e);
        }
    }

    /** What a consumer gets of a message that was taken. */
    abstract E received(Taken taken);

    private @Nullable E receivedOrNull(@Nullable Taken taken) {
        return taken == null ? null : received(taken);
    }

    /**
     * Puts a message; waits while the queue is full.
     *
     * @throws QueueShutDownException if it is or gets shut down; the message is not in it
     * @throws InterruptedException if interrupted while waiting; the message is not in it
     */
    @Override
    public void put(E element) throws InterruptedException {
        insert(element, PutOptions.DEFAULT, Long.MAX_VALUE);
    }

    /**
     * Puts a message if the queue is not full; does not wait for room.
     *
     * @throws QueueShutDownException if it is shut down
     */
    @Override
    public boolean offer(E element) {
        return Uninterrupted.call(() -> insert(element, PutOptions.DEFAULT, 0));
    }

    /**
     * Puts a message if the queue is or gets not full within this time; a negative time is zero.
     *
     * @throws QueueShutDownException if it is or gets shut down; the message is not in it
     * @throws InterruptedException if interrupted while waiting; the message is not in it
     */
    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return insert(element, PutOptions.DEFAULT, unit.toNanos(timeout));
    }

    /** As {@link #offer(Object, long, TimeUnit)}. */
    public boolean offer(E element, Duration timeout) throws InterruptedException {
        return insert(element, PutOptions.DEFAULT, TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Takes the next message; waits while there is none.
     *
     * @throws QueueShutDownException if it is shut down and there is none
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public E take() throws InterruptedException {
        Taken taken = remove(Long.MAX_VALUE, true);
        while (taken == null) {
            taken = remove(Long.MAX_VALUE, true);
        }
        return received(taken);
    }

    /** Takes the next message, or gives null if there is none, also when it is shut down; does not wait. */
    @Override
    public @Nullable E poll() {
        return receivedOrNull(Uninterrupted.call(() -> remove(0, false)));
    }

    /**
     * Takes the next message, or gives null if there is none within this time; a negative time is zero.
     *
     * @throws QueueShutDownException if it is shut down and there is none
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return receivedOrNull(remove(unit.toNanos(timeout), true));
    }

    /** As {@link #poll(long, TimeUnit)}. */
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return receivedOrNull(remove(TimeUnit.NANOSECONDS.convert(timeout), true));
    }

    /** The next message, which stays, or null; a copy each time. */
    @Override
    public @Nullable E peek() {
        List<E> first = copies(1);
        return first.isEmpty() ? null : first.get(0);
    }

    /** The number of messages that wait to be taken; it may have changed when this returns. */
    @Override
    public int size() {
        checkOpen();
        return (int) Math.min(Integer.MAX_VALUE, core.waiting());
    }

    /** How many messages can be put until the queue is full; {@link Integer#MAX_VALUE} if it has no limit. */
    @Override
    public int remainingCapacity() {
        checkOpen();
        long maxSize = core.settings().maxSize();
        return maxSize == 0
                ? Integer.MAX_VALUE
                : (int) Math.min(Integer.MAX_VALUE, Math.max(0, maxSize - core.waiting()));
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /** Takes up to so many messages, those that are there, in one step for up to 1,000 of them; does not wait. */
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself: queue=" + this);
        }
        checkOpen();
        int drained = 0;
        RuntimeException failed = null;
        while (drained < most && failed == null) {
            int now = Math.min(1000, most - drained);
            List<Taken> taken = Uninterrupted.call(() -> takeUpTo(now, 0));
            failed = addAll(taken, target, failed);
            drained += taken.size();
            if (taken.size() < now) {
                break;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return drained;
    }

    /** All have been taken: what can be made of them is in the target, whatever else is thrown afterwards. */
    private @Nullable RuntimeException addAll(
            List<Taken> taken, Collection<? super E> target, @Nullable RuntimeException before) {
        RuntimeException failed = before;
        for (Taken one : taken) {
            try {
                target.add(received(one));
            } catch (RuntimeException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        return failed;
    }

    /**
     * The messages that wait at one moment, the next one first, as copies that are all made at once: consumers wait meanwhile, and none of them is taken. The iterator
     * cannot remove, and so neither can {@code remove(Object)}, {@code removeIf} and the like.
     */
    @Override
    public Iterator<E> iterator() {
        return List.copyOf(copies(Integer.MAX_VALUE)).iterator();
    }

    @SuppressWarnings("unchecked")
    private List<E> copies(int most) {
        checkOpen();
        List<Taken> seen = Uninterrupted.call(() -> core.taker().look(most));
        List<E> copies = new ArrayList<>();
        for (Taken taken : seen) {
            copies.add((E) Objects.requireNonNull(messages.valueOf(taken.kind(), taken.body())));
        }
        return copies;
    }

    /** Drops all messages that wait; those in hand stay there. */
    @Override
    public void clear() {
        checkOpen();
        Uninterrupted.call(() -> {
            core.clear();
            return true;
        });
    }

    /**
     * Ends the queue for all who have it open: nothing can be put any more, what is there can still be taken, and all waiting threads are released with a {@link QueueShutDownException}. A named queue
     * is open again for whoever opens it after all have closed it.
     */
    @Override
    public void shutdown() {
        shutdown(false);
    }

    @Override
    public void shutdown(boolean immediate) {
        checkOpen();
        Uninterrupted.call(() -> {
            core.shutdown(immediate);
            return true;
        });
    }

    @Override
    public boolean isShutdown() {
        checkOpen();
        return core.state() != Control.OPEN;
    }

    /** What can be told of the queue: how much waits and how old it is, who has how much in hand, what it takes on disk. */
    public QueueReport inspect() {
        checkOpen();
        return Uninterrupted.call(core::report);
    }

    /**
     * Ends this handle; its waits end with an {@link IllegalStateException}. A queue without a name stays as long as others hold it, or it is on its way to them; one with a name stays. A second
     * call does nothing.
     */
    @Override
    public void close() {
        boolean first = !closed;
        closed = true;
        if (first) {
            core.wakeAll();
            cleanable.clean();
        }
    }

    /** Whether this handle is closed. */
    public boolean isClosed() {
        return closed;
    }

    /** What is sent in the queue's place. */
    @Override
    public Object writeReplace() {
        checkOpen();
        return use.ticket(this);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + core.home().name()
                + (closed ? ", closed]" : ", waiting=" + core.waiting() + "]");
    }
}
