package org.multijvm.cluster.shared;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.CellKind;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.cluster.shared.cell.ElementId;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.manager.ManagerGoneException;
import org.multijvm.manager.wire.Copies;
import org.multijvm.manager.wire.In;

/** A queue of a cluster, of each kind. Its order is one object, its elements are others: so putting and taking are two calls each, however long the queue is. */
final class ClusterQueue<E> extends AbstractQueue<E> implements JoinableQueue<E>, Handle, AutoCloseable {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;
    private final transient Elements elements;

    ClusterQueue(Remote remote, Elements elements) {
        this.remote = remote;
        this.elements = elements;
    }

    private String name() {
        return remote.object().name();
    }

    @SuppressWarnings("unchecked") // as the user says
    private E cast(byte[] bytes) {
        return (E) Objects.requireNonNull(Remote.value(bytes));
    }

    /** Part of a put: what tells the queue. */
    private interface Telling {
        boolean put(ElementId id) throws InterruptedException;
    }

    /** Stores the element, and throws it away again if the queue does not take it. */
    private boolean put(E element, Telling telling) throws InterruptedException {
        byte[] bytes = Remote.bytes(Objects.requireNonNull(element, "element"));
        remote.checkOpen();
        ElementId id = elements.add(name(), remote.cells().client(), bytes);
        boolean put = false;
        boolean known = true;
        try {
            put = telling.put(id);
        } catch (ManagerGoneException e) {
            known = false;
            throw e;
        } finally {
            if (!put && known) {
                elements.remove(name(), List.of(id));
            }
        }
        return put;
    }

    @Override
    public void put(E element) throws InterruptedException {
        put(element, id -> remote.await(CellOp.QUEUE_PUT, id::write, Long.MAX_VALUE) != null);
    }

    @Override
    public boolean offer(E element) {
        try {
            return put(element, id -> remote.ask(CellOp.QUEUE_OFFER, id::write).readBoolean());
        } catch (InterruptedException e) {
            throw new IllegalStateException("this does not wait", e);
        }
    }

    @Override
    public boolean offer(E element, long time, TimeUnit unit) throws InterruptedException {
        return put(element, id -> remote.await(CellOp.QUEUE_PUT, id::write, unit.toNanos(time)) != null);
    }

    /** The element that an answer names, which is out of the queue. */
    private @Nullable E taken(@Nullable In in) {
        List<ElementId> ids = in == null ? List.of() : ElementId.readAll(in);
        return ids.isEmpty() ? null : cast(bytesOfTaken(ids).get(0));
    }

    private List<byte[]> bytesOfTaken(List<ElementId> ids) {
        List<byte[]> bytes = elements.getAll(name(), ids);
        if (bytes.size() < ids.size()) {
            throw new ManagerGoneException(
                    "elements were lost with the members that had them: queue=" + remote + ", lost="
                            + (ids.size() - bytes.size()),
                    null);
        }
        // what is taken out of a joinable queue is given out again if this program dies: until it is done
        if (remote.object().kind() != CellKind.JOINABLE_QUEUE) {
            elements.remove(name(), ids);
        }
        return bytes;
    }

    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(taken(remote.await(CellOp.QUEUE_TAKE, Cells.NONE, Long.MAX_VALUE)));
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        return taken(remote.await(CellOp.QUEUE_TAKE, Cells.NONE, unit.toNanos(time)));
    }

    @Override
    public @Nullable E poll() {
        return taken(remote.ask(CellOp.QUEUE_POLL));
    }

    @Override
    @SuppressWarnings("unchecked") // as the user says
    public @Nullable E peek() {
        while (true) {
            List<ElementId> ids = ElementId.readAll(remote.ask(CellOp.QUEUE_PEEK));
            byte[] bytes = ids.isEmpty() ? null : elements.get(name(), ids.get(0));
            if (ids.isEmpty() || bytes != null) {
                // else somebody has taken it meanwhile
                return bytes == null ? null : (E) Copies.of(Remote.value(bytes));
            }
        }
    }

    @Override
    public int size() {
        return remote.ask(CellOp.SIZE).readInt();
    }

    @Override
    public int remainingCapacity() {
        In in = remote.ask(CellOp.SIZE);
        int size = in.readInt();
        int most = in.readInt();
        return most == 0 ? Integer.MAX_VALUE : Math.max(0, most - size);
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained into itself");
        }
        if (most <= 0) {
            return 0;
        }
        List<ElementId> ids = ElementId.readAll(remote.ask(CellOp.QUEUE_DRAIN, out -> out.writeInt(most)));
        bytesOfTaken(ids).forEach(bytes -> target.add(cast(bytes)));
        return ids.size();
    }

    private List<ElementId> ids() {
        return ElementId.readAll(remote.ask(CellOp.QUEUE_ALL));
    }

    /** What was there at one moment, without what was taken before it is come to; {@code remove} removes the element if it is still there. */
    @Override
    public Iterator<E> iterator() {
        Iterator<ElementId> ids = ids().iterator();
        return new Iterator<>() {
            private @Nullable E next;
            private @Nullable ElementId nextId;
            private @Nullable ElementId last;

            @Override
            @SuppressWarnings("unchecked") // as the user says
            public boolean hasNext() {
                while (next == null && ids.hasNext()) {
                    nextId = ids.next();
                    byte[] bytes = elements.get(name(), nextId);
                    next = bytes == null ? null : (E) Copies.of(Remote.value(bytes));
                }
                return next != null;
            }

            @Override
            public E next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                E given = Objects.requireNonNull(next);
                last = nextId;
                next = null;
                return given;
            }

            @Override
            public void remove() {
                ElementId id = last;
                if (id == null) {
                    throw new IllegalStateException("there is no element to remove");
                }
                last = null;
                removeSame(id);
            }
        };
    }

    private boolean removeSame(ElementId id) {
        boolean removed = remote.ask(CellOp.QUEUE_REMOVE, id::write).readBoolean();
        if (removed) {
            elements.remove(name(), List.of(id));
        }
        return removed;
    }

    @Override
    public boolean contains(@Nullable Object element) {
        for (E each : this) {
            if (each.equals(element)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean remove(@Nullable Object element) {
        for (ElementId id : ids()) {
            byte[] bytes = elements.get(name(), id);
            if (bytes != null && Objects.equals(Remote.value(bytes), element) && removeSame(id)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void clear() {
        elements.remove(name(), ElementId.readAll(remote.ask(CellOp.QUEUE_CLEAR)));
    }

    @Override
    public void shutdown(boolean immediate) {
        In dropped = remote.ask(CellOp.QUEUE_SHUT_DOWN, out -> out.writeByte(immediate ? 1 : 0));
        elements.remove(name(), ElementId.readAll(dropped));
    }

    @Override
    public boolean isShutdown() {
        return remote.ask(CellOp.QUEUE_IS_SHUT_DOWN).readBoolean();
    }

    @Override
    public void taskDone() {
        elements.remove(name(), ElementId.readAll(remote.giveBack(CellOp.QUEUE_TASK_DONE, Cells.NONE)));
    }

    @Override
    public void join() throws InterruptedException {
        remote.await(CellOp.QUEUE_JOIN, Cells.NONE, Long.MAX_VALUE);
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        return remote.await(CellOp.QUEUE_JOIN, Cells.NONE, Slices.nanos(limit)) != null;
    }

    @Override
    public Object writeReplace() {
        throw remote.travels();
    }

    @Override
    public void close() {
        remote.close();
    }
}
