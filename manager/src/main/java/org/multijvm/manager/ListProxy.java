package org.multijvm.manager;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.Copies;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.KeyForm;
import org.multijvm.manager.wire.Op;

/** A list, or an array, of a server. */
final class ListProxy<E> extends AbstractList<E> implements ManagedList<E> {
    private static final long serialVersionUID = 1;

    private static final int END = -1;
    private static final int BLOCK = 1000;

    private final transient Remote remote;

    ListProxy(Remote remote) {
        this.remote = remote;
    }

    /** What all elements were at some moment. */
    private record Content<E>(long version, List<E> elements) {}

    @SuppressWarnings({"unchecked", "NullAway"}) // as the user says, nulls among them
    private E cast(@Nullable Object value) {
        return (E) value;
    }

    private static Link.Arguments at(int index) {
        return out -> out.writeInt(index);
    }

    private int checked(int index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("no such place in the list: index=" + index);
        }
        return index;
    }

    @Override
    public int size() {
        return remote.call(Op.LIST_SIZE, Link.Arguments.NONE, In::readInt);
    }

    @Override
    public E get(int index) {
        return remote.call(Op.LIST_GET, at(checked(index)), in -> cast(remote.readCopy(in)));
    }

    @Override
    public E set(int index, E element) {
        checked(index);
        return remote.call(
                Op.LIST_SET,
                out -> {
                    out.writeInt(index);
                    remote.link().write(out, element);
                },
                in -> cast(remote.read(in)));
    }

    @Override
    public boolean add(E element) {
        return remote.call(Op.LIST_ADD, remote.value(element), in -> true);
    }

    @Override
    public void add(int index, E element) {
        checked(index);
        remote.call(Op.LIST_INSERT, out -> {
            out.writeInt(index);
            remote.link().write(out, element);
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
        remote.call(Op.LIST_ADD_ALL, out -> {
            out.writeInt(index);
            remote.writeValues(out, all);
        });
        return !all.isEmpty();
    }

    @Override
    public E remove(int index) {
        return remote.call(Op.LIST_REMOVE, at(checked(index)), in -> cast(remote.read(in)));
    }

    @Override
    protected void removeRange(int from, int to) {
        remote.call(Op.LIST_REMOVE_RANGE, out -> {
            out.writeInt(from);
            out.writeInt(to);
        });
    }

    @Override
    public void clear() {
        remote.call(Op.LIST_CLEAR, Link.Arguments.NONE);
    }

    @Override
    public void reverse() {
        remote.call(Op.LIST_REVERSE, Link.Arguments.NONE);
    }

    @Override
    public List<E> slice(int from, int to) {
        while (true) {
            Content<E> content = content(from, to, false);
            if (content != null) {
                if (content.elements().size() < to - from) {
                    throw new IndexOutOfBoundsException("no such part of the list: from=" + from + ", to=" + to);
                }
                return content.elements();
            }
        }
    }

    @Override
    public List<E> copy() {
        return all(false).elements();
    }

    private Content<E> all(boolean unchangeable) {
        while (true) {
            Content<E> content = content(0, Integer.MAX_VALUE, unchangeable);
            if (content != null) {
                return content;
            }
        }
    }

    /** A part at one moment, fetched in blocks; null if somebody has changed the list meanwhile. */
    private @Nullable Content<E> content(int from, int to, boolean unchangeable) {
        if (from < 0 || to < from) {
            throw new IndexOutOfBoundsException("no such part of the list: from=" + from + ", to=" + to);
        }
        List<E> elements = new ArrayList<>();
        long[] versionAndSize = {-1, 0};
        while (true) {
            int next = from + elements.size();
            long version = versionAndSize[0];
            int count = fetch(next, to, unchangeable, elements, versionAndSize);
            if (version != -1 && version != versionAndSize[0]) {
                return null;
            }
            if (count == 0 || next + count >= Math.min(to, versionAndSize[1])) {
                return new Content<>(versionAndSize[0], elements);
            }
        }
    }

    private int fetch(int from, int to, boolean unchangeable, List<E> into, long[] versionAndSize) {
        return remote.ask(
                Op.LIST_RANGE,
                out -> {
                    out.writeInt(from);
                    out.writeInt(to);
                },
                in -> {
                    versionAndSize[0] = in.readLong();
                    versionAndSize[1] = in.readInt();
                    return remote.readAll(in, value -> into.add(cast(unchangeable ? Copies.of(value) : value)));
                });
    }

    @Override
    public Iterator<E> iterator() {
        return new BlockIterator();
    }

    /** Fetches block by block; what is added or removed in front meanwhile moves what follows. */
    private final class BlockIterator implements Iterator<E> {
        private List<E> block = List.of();
        private int at;
        private int from;
        private boolean removable;

        @Override
        public boolean hasNext() {
            if (at == block.size()) {
                from += at;
                at = 0;
                block = new ArrayList<>();
                fetch(from, from + BLOCK, true, block, new long[2]);
            }
            return at < block.size();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new java.util.NoSuchElementException();
            }
            removable = true;
            return block.get(at++);
        }

        @Override
        public void remove() {
            if (!removable) {
                throw new IllegalStateException("there is no element to remove");
            }
            removable = false;
            at--;
            ListProxy.this.remove(from + at);
            block.remove(at);
        }
    }

    @Override
    public Object[] toArray() {
        return all(true).elements().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return all(true).elements().toArray(array);
    }

    // what compares: by bytes in the server, and where that finds nothing by equals here

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return find(element, true).index();
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return find(element, false).index();
    }

    private record Place(long version, int index) {}

    private Place find(@Nullable Object element, boolean first) {
        Item item = remote.link().item(element);
        if (element == null || KeyForm.isScalar(element)) {
            return remote.ask(Op.LIST_FIND, out -> Item.write(out, item), in -> {
                long version = in.readLong();
                int firstPlace = in.readInt();
                int lastPlace = in.readInt();
                return new Place(version, first ? firstPlace : lastPlace);
            });
        }
        Content<E> content = all(true);
        List<E> elements = content.elements();
        return new Place(content.version(), first ? elements.indexOf(element) : elements.lastIndexOf(element));
    }

    @Override
    public boolean remove(@Nullable Object element) {
        while (true) {
            Place place = find(element, true);
            if (place.index() < 0) {
                return false;
            }
            boolean done = remote.ask(
                    Op.LIST_REMOVE_AT,
                    out -> {
                        out.writeLong(place.version());
                        out.writeInt(place.index());
                    },
                    In::readBoolean);
            if (done) {
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
            boolean done = remote.ask(
                    Op.LIST_REPLACE,
                    out -> {
                        out.writeLong(content.version());
                        remote.writeValues(out, content.elements());
                    },
                    In::readBoolean);
            if (done) {
                return true;
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return isThis(other)
                || other instanceof List<?> && Objects.equals(all(true).elements(), other);
    }

    private boolean isThis(@Nullable Object other) {
        return other instanceof ListProxy<?> list && list.remote.isSame(remote);
    }

    @Override
    public int hashCode() {
        return all(true).elements().hashCode();
    }

    /** The elements; it may be one of them. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (E element : all(true).elements()) {
            text.add(isThis(element) ? "(this Collection)" : String.valueOf(element));
        }
        return text.toString();
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
