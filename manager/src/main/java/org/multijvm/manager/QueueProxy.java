package org.multijvm.manager;

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
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.Copies;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Op;

/** A queue of a server, of each kind. */
final class QueueProxy<E> extends AbstractQueue<E> implements JoinableQueue<E>, Handle, AutoCloseable {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    QueueProxy(Remote remote) {
        this.remote = remote;
    }

    @SuppressWarnings("unchecked") // as the user says
    private @Nullable E taken(In in) {
        return (E) remote.read(in);
    }

    private Link.Arguments element(E element) {
        return remote.value(Objects.requireNonNull(element, "element"));
    }

    @Override
    public void put(E element) throws InterruptedException {
        remote.await(Op.QUEUE_PUT, element(element), in -> true, Long.MAX_VALUE);
    }

    @Override
    public boolean offer(E element) {
        return remote.call(Op.QUEUE_OFFER, element(element), In::readBoolean);
    }

    @Override
    public boolean offer(E element, long time, TimeUnit unit) throws InterruptedException {
        return remote.await(Op.QUEUE_PUT, element(element), in -> true, unit.toNanos(time)) != null;
    }

    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(
                remote.<@Nullable E>await(Op.QUEUE_TAKE, Link.Arguments.NONE, this::taken, Long.MAX_VALUE));
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        return remote.await(Op.QUEUE_TAKE, Link.Arguments.NONE, this::taken, unit.toNanos(time));
    }

    @Override
    public @Nullable E poll() {
        return remote.call(Op.QUEUE_POLL, Link.Arguments.NONE, this::taken);
    }

    @Override
    @SuppressWarnings("unchecked") // as the user says
    public @Nullable E peek() {
        return (E) remote.call(Op.QUEUE_PEEK, Link.Arguments.NONE, remote::readCopy);
    }

    @Override
    public int size() {
        return remote.call(Op.QUEUE_SIZE, Link.Arguments.NONE, In::readInt);
    }

    @Override
    public int remainingCapacity() {
        return remote.call(Op.QUEUE_SIZE, Link.Arguments.NONE, in -> {
            int size = in.readInt();
            int most = in.readInt();
            return most == 0 ? Integer.MAX_VALUE : Math.max(0, most - size);
        });
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    @SuppressWarnings("unchecked") // as the user says
    public int drainTo(Collection<? super E> target, int most) {
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained into itself");
        }
        int total = 0;
        while (total < most) {
            int left = most - total;
            int count = remote.ask(
                    Op.QUEUE_DRAIN,
                    out -> out.writeInt(left),
                    in -> remote.readAll(in, value -> target.add((E) value)));
            if (count == 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    /** What was there at one moment; {@code remove} removes the element if it is still there. */
    @Override
    public Iterator<E> iterator() {
        List<Item> items = items();
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                return at < items.size();
            }

            @Override
            @SuppressWarnings("unchecked") // as the user says
            public E next() {
                if (!hasNext()) {
                    throw new java.util.NoSuchElementException();
                }
                return (E) Objects.requireNonNull(Copies.of(remote.link().value(items.get(at++))));
            }

            @Override
            public void remove() {
                if (at == 0) {
                    throw new IllegalStateException("there is no element to remove");
                }
                removeSame(items.get(at - 1));
            }
        };
    }

    private List<Item> items() {
        return remote.ask(Op.QUEUE_ALL, Link.Arguments.NONE, in -> remote.readItems(in, in.readCount(1)));
    }

    private boolean removeSame(Item item) {
        return remote.ask(Op.QUEUE_REMOVE, out -> Item.write(out, item), In::readBoolean);
    }

    @Override
    public boolean contains(@Nullable Object element) {
        for (Object each : new ArrayList<>(this)) {
            if (each.equals(element)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean remove(@Nullable Object element) {
        for (Item item : items()) {
            if (Objects.equals(remote.link().value(item), element) && removeSame(item)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void clear() {
        remote.call(Op.QUEUE_CLEAR, Link.Arguments.NONE);
    }

    @Override
    public void shutdown(boolean immediate) {
        remote.call(Op.QUEUE_SHUT_DOWN, out -> out.writeByte(immediate ? 1 : 0));
    }

    @Override
    public boolean isShutdown() {
        return remote.call(Op.QUEUE_IS_SHUT_DOWN, Link.Arguments.NONE, In::readBoolean);
    }

    @Override
    public void taskDone() {
        remote.call(Op.QUEUE_TASK_DONE, Link.Arguments.NONE);
    }

    @Override
    public void join() throws InterruptedException {
        remote.await(Op.QUEUE_JOIN, Link.Arguments.NONE, in -> true, Long.MAX_VALUE);
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        return remote.await(Op.QUEUE_JOIN, Link.Arguments.NONE, in -> true, Slices.nanos(limit)) != null;
    }

    @Override
    public Object writeReplace() {
        return remote.ticket();
    }

    @Override
    public void close() {
        remote.close();
    }
}
