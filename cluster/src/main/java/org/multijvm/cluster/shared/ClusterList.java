package org.multijvm.cluster.shared;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.ManagedList;
import org.multijvm.manager.handle.ListHandle;
import org.multijvm.manager.wire.Copies;
import org.multijvm.manager.wire.In;

/** A list, or an array, of a cluster. It lies as a whole at one member, and each change writes it as a whole. */
final class ClusterList<E> extends ListHandle<E> implements ManagedList<E> {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    ClusterList(Remote remote) {
        this.remote = remote;
    }

    private static byte[] there(In in) {
        return Objects.requireNonNull(Remote.readMaybe(in));
    }

    static void writeAll(ValueWriter out, Collection<?> elements) {
        List<byte[]> all = new ArrayList<>();
        elements.forEach(element -> all.add(Remote.bytes(element)));
        out.writeCount(all.size());
        all.forEach(out::writeBytes);
    }

    @Override
    public int size() {
        return (int) remote.ask(CellOp.SIZE).readLong();
    }

    @Override
    public E get(int index) {
        return cast(Remote.copy(there(remote.ask(CellOp.GET, out -> out.writeInt(checked(index))))));
    }

    @Override
    public E set(int index, E element) {
        return cast(Remote.value(there(remote.ask(CellOp.PUT, out -> {
            out.writeInt(checked(index));
            out.writeBytes(Remote.bytes(element));
        }))));
    }

    @Override
    public boolean add(E element) {
        remote.ask(CellOp.ADD, out -> out.writeBytes(Remote.bytes(element)));
        return true;
    }

    @Override
    public void add(int index, E element) {
        remote.ask(CellOp.INSERT, out -> {
            out.writeInt(checked(index));
            out.writeBytes(Remote.bytes(element));
        });
    }

    @Override
    protected void addAllAt(int index, List<E> elements) {
        remote.ask(CellOp.ADD_ALL, out -> {
            out.writeInt(index);
            writeAll(out, elements);
        });
    }

    @Override
    public E remove(int index) {
        return cast(Remote.value(there(remote.ask(CellOp.REMOVE, out -> out.writeInt(checked(index))))));
    }

    @Override
    protected void removeRange(int from, int to) {
        remote.ask(CellOp.REMOVE_RANGE, out -> {
            out.writeInt(from);
            out.writeInt(to);
        });
    }

    @Override
    public void clear() {
        remote.ask(CellOp.CLEAR);
    }

    @Override
    public void reverse() {
        remote.ask(CellOp.REVERSE);
    }

    @Override
    public List<E> slice(int from, int to) {
        List<E> part = content(from, to, false).elements();
        if (part.size() < to - from) {
            throw noSuchPart(from, to);
        }
        return part;
    }

    @Override
    protected Content<E> all(boolean unchangeable) {
        return content(0, Integer.MAX_VALUE, unchangeable);
    }

    private Content<E> content(int from, int to, boolean unchangeable) {
        checkPart(from, to);
        In in = remote.ask(CellOp.RANGE, out -> {
            out.writeInt(from);
            out.writeInt(to);
        });
        long version = in.readLong();
        int count = in.readCount(1);
        List<E> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Object value = Remote.value(Remote.readBytes(in));
            elements.add(cast(unchangeable ? Copies.of(value) : value));
        }
        return new Content<>(version, elements);
    }

    /** Over what the list was when it began. What is removed is the element at its place, in a list that only this iterator changes. */
    @Override
    public Iterator<E> iterator() {
        List<E> elements = all(true).elements();
        return new Iterator<>() {
            private int at;
            private int removed;
            private boolean removable;

            @Override
            public boolean hasNext() {
                return at < elements.size();
            }

            @Override
            public E next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                removable = true;
                return elements.get(at++);
            }

            @Override
            public void remove() {
                if (!removable) {
                    throw new IllegalStateException("there is no element to remove");
                }
                removable = false;
                ClusterList.this.remove(at - 1 - removed++);
            }
        };
    }

    // what compares: here, and what it comes to is done if nobody has changed the list meanwhile

    @Override
    public int indexOf(@Nullable Object element) {
        return all(true).elements().indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return all(true).elements().lastIndexOf(element);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        while (true) {
            Content<E> content = all(true);
            int index = content.elements().indexOf(element);
            if (index < 0) {
                return false;
            }
            In done = remote.ask(CellOp.REMOVE_AT, out -> {
                out.writeLong(content.version());
                out.writeInt(index);
            });
            if (done.readBoolean()) {
                return true;
            }
        }
    }

    @Override
    protected boolean replace(long version, List<E> elements) {
        In done = remote.ask(CellOp.REPLACE_ALL, out -> {
            out.writeLong(version);
            writeAll(out, elements);
        });
        return done.readBoolean();
    }

    @Override
    protected boolean isThis(@Nullable Object other) {
        return other instanceof ClusterList<?> list && list.remote.isSame(remote);
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
