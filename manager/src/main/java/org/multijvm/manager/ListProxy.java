package org.multijvm.manager;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.handle.ListHandle;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.Copies;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.KeyForm;
import org.multijvm.manager.wire.Op;

/** A list, or an array, of a server. */
final class ListProxy<E> extends ListHandle<E> implements ManagedList<E> {
    private static final long serialVersionUID = 1;

    private static final int BLOCK = 1000;

    private final transient Remote remote;

    ListProxy(Remote remote) {
        this.remote = remote;
    }

    private static Link.Arguments at(int index) {
        return out -> out.writeInt(index);
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
    protected void addAllAt(int index, List<E> elements) {
        remote.call(Op.LIST_ADD_ALL, out -> {
            out.writeInt(index);
            remote.writeValues(out, elements);
        });
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
                    throw noSuchPart(from, to);
                }
                return content.elements();
            }
        }
    }

    @Override
    protected Content<E> all(boolean unchangeable) {
        while (true) {
            Content<E> content = content(0, Integer.MAX_VALUE, unchangeable);
            if (content != null) {
                return content;
            }
        }
    }

    /** A part at one moment, fetched in blocks; null if somebody has changed the list meanwhile. */
    private @Nullable Content<E> content(int from, int to, boolean unchangeable) {
        checkPart(from, to);
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

    // what compares: by bytes in the server, and where that finds nothing by equals here

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
    protected boolean replace(long version, List<E> elements) {
        return remote.ask(
                Op.LIST_REPLACE,
                out -> {
                    out.writeLong(version);
                    remote.writeValues(out, elements);
                },
                In::readBoolean);
    }

    @Override
    protected boolean isThis(@Nullable Object other) {
        return other instanceof ListProxy<?> list && list.remote.isSame(remote);
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
