package org.multijvm.cluster.shared;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.ManagedList;
import org.multijvm.manager.wire.Copies;
import org.multijvm.manager.wire.In;

/** A list, or an array, of a cluster. It lies as a whole at one member, and each change writes it as a whole. */
final class ClusterList<E> extends AbstractList<E> implements ManagedList<E> {
    private static final long serialVersionUID = 1;

    private static final int END = -1;

    private final transient Remote remote;

    ClusterList(Remote remote) {
        this.remote = remote;
    }

    /** What all elements were at some moment. */
    private record Content<E>(long version, List<E> elements) {}

    @SuppressWarnings({"unchecked", "NullAway"}) // as the user says, nulls among them
    private E cast(@Nullable Object value) {
        return (E) value;
    }

    private static int checked(int index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("no such place in the list: index=" + index);
        }
        return index;
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
    public boolean addAll(Collection<? extends E> elements) {
        return addAllAt(END, elements);
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        return addAllAt(checked(index), elements);
    }

    private boolean addAllAt(int index, Collection<? extends E> elements) {
        List<E> all = new ArrayList<>(elements);
        remote.ask(CellOp.ADD_ALL, out -> {
            out.writeInt(index);
            writeAll(out, all);
        });
        return !all.isEmpty();
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
            throw new IndexOutOfBoundsException("no such part of the list: from=" + from + ", to=" + to);
        }
        return part;
    }

    @Override
    public List<E> copy() {
        return all(false).elements();
    }

    private Content<E> all(boolean unchangeable) {
        return content(0, Integer.MAX_VALUE, unchangeable);
    }

    private Content<E> content(int from, int to, boolean unchangeable) {
        if (from < 0 || to < from) {
            throw new IndexOutOfBoundsException("no such part of the list: from=" + from + ", to=" + to);
        }
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

    @Override
    public Object[] toArray() {
        return all(true).elements().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return all(true).elements().toArray(array);
    }

    // what compares: here, and what it comes to is done if nobody has changed the list meanwhile

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

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
    public boolean removeAll(Collection<?> elements) {
        return removeIf(elements::contains);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return removeIf(element -> !elements.contains(element));
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        return changed(elements -> elements.removeIf(filter));
    }

    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        changed(elements -> {
            elements.replaceAll(operator);
            return true;
        });
    }

    @Override
    public void sort(@Nullable Comparator<? super E> comparator) {
        changed(elements -> {
            elements.sort(comparator);
            return true;
        });
    }

    /** Changes a copy, and sets the list to it if nobody has changed it meanwhile, else begins again. */
    private boolean changed(Predicate<List<E>> change) {
        while (true) {
            Content<E> content = all(false);
            if (!change.test(content.elements())) {
                return false;
            }
            In done = remote.ask(CellOp.REPLACE_ALL, out -> {
                out.writeLong(content.version());
                writeAll(out, content.elements());
            });
            if (done.readBoolean()) {
                return true;
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClusterList<?> list && list.remote.isSame(remote)
                || other instanceof List<?> && Objects.equals(all(true).elements(), other);
    }

    @Override
    public int hashCode() {
        return all(true).elements().hashCode();
    }

    @Override
    public String toString() {
        return all(true).elements().toString();
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
