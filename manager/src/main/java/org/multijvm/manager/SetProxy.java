package org.multijvm.manager;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.multijvm.manager.wire.Op;

/** A set of a server: the keys of a dict. */
final class SetProxy<E> extends AbstractSet<E> implements ManagedSet<E> {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;
    private final transient DictProxy<E, Boolean> dict;

    SetProxy(Remote remote) {
        this.remote = remote;
        this.dict = new DictProxy<>(remote);
    }

    @Override
    public int size() {
        return dict.size();
    }

    @Override
    public boolean contains(Object element) {
        return dict.containsKey(element);
    }

    @Override
    public boolean add(E element) {
        return remote.call(
                Op.PUT_IF_ABSENT,
                out -> {
                    remote.writeKey(out, element);
                    remote.link().write(out, true);
                },
                in -> remote.readItem(in) == null);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        Map<E, Boolean> all = new LinkedHashMap<>();
        elements.forEach(element -> all.put(element, true));
        return dict.putBlocks(all) > 0;
    }

    @Override
    public boolean remove(Object element) {
        return remote.call(Op.REMOVE, remote.key(element), in -> remote.readItem(in) != null);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        boolean removed = false;
        for (Object element : elements) {
            removed |= remove(element);
        }
        return removed;
    }

    @Override
    public void clear() {
        dict.clear();
    }

    @Override
    public Iterator<E> iterator() {
        return dict.keySet().iterator();
    }

    @Override
    public Set<E> copy() {
        return new LinkedHashSet<>(dict.copy().keySet());
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
