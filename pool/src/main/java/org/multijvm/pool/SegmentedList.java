package org.multijvm.pool;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list of fixed size that lies in many arrays instead of one.
 *
 * <p>The G1 collector treats an array of more than half a region as old from birth, and then each store of a new object into it
 * costs a memory fence and work for its refinement threads: filling one array of a million results took six times as long as
 * filling these. Filled by whoever owns it, unmodifiable for everyone else.
 */
final class SegmentedList<E extends @Nullable Object> extends AbstractList<E> implements RandomAccess, Serializable {
    private static final long serialVersionUID = 1L;
    private static final int SHIFT = 15;
    private static final int SEGMENT = 1 << SHIFT;
    private static final int MASK = SEGMENT - 1;

    private final int size;
    private final transient @Nullable Object[][] segments;

    SegmentedList(int size) {
        this.size = size;
        this.segments = new @Nullable Object[(size + MASK) >>> SHIFT][];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new @Nullable Object[Math.min(SEGMENT, size - (i << SHIFT))];
        }
    }

    /** Sets some elements; for the owner. */
    void putAll(int from, List<?> elements) {
        for (int i = 0; i < elements.size(); i++) {
            int index = from + i;
            segments[index >>> SHIFT][index & MASK] = elements.get(i);
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the owner puts elements of this type
    public E get(int index) {
        Objects.checkIndex(index, size);
        return (E) segments[index >>> SHIFT][index & MASK];
    }

    @Override
    public int size() {
        return size;
    }

    /** It travels as an ordinary list. */
    private Object writeReplace() {
        return new ArrayList<>(this);
    }
}
