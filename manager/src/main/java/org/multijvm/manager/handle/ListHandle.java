package org.multijvm.manager.handle;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A list that is kept elsewhere: what works on a copy of it, and what is asked where it is kept. Thread-safe. */
public abstract class ListHandle<E> extends AbstractList<E> {
    private static final int END = -1;

    /** By whoever keeps it. */
    protected ListHandle() {}

    /**
     * What all elements were at some moment.
     *
     * @param version another one after each change of the list
     */
    public record Content<E>(long version, List<E> elements) {}

    /** What they are now, in a list of the caller's. */
    protected abstract Content<E> all(boolean unchangeable);

    /** Sets the list to these elements; false if it has not that version any more. */
    protected abstract boolean replace(long version, List<E> elements);

    /**
     * Adds elements.
     *
     * @param index where, -1 for behind all others
     */
    protected abstract void addAllAt(int index, List<E> elements);

    /** Whether an object is a handle of the same list. */
    protected abstract boolean isThis(@Nullable Object other);

    @SuppressWarnings({"unchecked", "NullAway"}) // as the user says, nulls among them
    protected final E cast(@Nullable Object value) {
        return (E) value;
    }

    /**
     * A place that is none before the list.
     *
     * @throws IndexOutOfBoundsException if it is
     */
    protected static int checked(int index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("no such place in the list: index=" + index);
        }
        return index;
    }

    /**
     * A part that does not end before it begins.
     *
     * @throws IndexOutOfBoundsException if it does, or begins before the list
     */
    protected static void checkPart(int from, int to) {
        if (from < 0 || to < from) {
            throw noSuchPart(from, to);
        }
    }

    /** For a part that the list has not. */
    protected static IndexOutOfBoundsException noSuchPart(int from, int to) {
        return new IndexOutOfBoundsException("no such part of the list: from=" + from + ", to=" + to);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return addAllOf(END, elements);
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        return addAllOf(checked(index), elements);
    }

    private boolean addAllOf(int index, Collection<? extends E> elements) {
        List<E> all = new ArrayList<>(elements);
        addAllAt(index, all);
        return !all.isEmpty();
    }

    /** A copy, which is the caller's. */
    public List<E> copy() {
        return all(false).elements();
    }

    @Override
    public Object[] toArray() {
        return all(true).elements().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return all(true).elements().toArray(array);
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    // what runs functions: on a copy, and the list is set to that if nobody has changed it meanwhile

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

    private boolean changed(Predicate<List<E>> change) {
        while (true) {
            Content<E> content = all(false);
            if (!change.test(content.elements())) {
                return false;
            }
            if (replace(content.version(), content.elements())) {
                return true;
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return isThis(other)
                || other instanceof List<?> && Objects.equals(all(true).elements(), other);
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
}
