package org.multijvm.cluster.shared;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.multijvm.manager.ManagedSet;

/** A set of a cluster: the keys of a dict. */
final class ClusterSet<E> extends AbstractSet<E> implements ManagedSet<E> {
    private static final long serialVersionUID = 1;

    private final transient ClusterDict<E, Boolean> dict;

    ClusterSet(ClusterDict<E, Boolean> dict) {
        this.dict = dict;
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
        return dict.add(element, true);
    }

    @Override
    public boolean remove(Object element) {
        return dict.remove(element) != null;
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
        return dict.writeReplace();
    }

    @Override
    public void close() {
        dict.close();
    }
}
