package org.multijvm.pool.engine;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list of fixed size that lies in many arrays instead of one, numbers without their boxes.
 *
 * <p>The G1 collector treats an array of more than half a region as old from birth, and then each store of a new object into it
 * costs a memory fence and work for its refinement threads: filling one array of a million results took six times as long as
 * filling these. A segment that only numbers of one kind were put into is an array of these, a fifth of what their boxes would
 * take; {@link #get} makes the box. Filled by whoever owns it, a chunk at a time; unmodifiable for everyone else.
 */
public final class SegmentedList<E extends @Nullable Object> extends AbstractList<E>
        implements RandomAccess, Serializable {
    private static final long serialVersionUID = 1L;
    private static final int SHIFT = 15;
    private static final int SEGMENT = 1 << SHIFT;
    private static final int MASK = SEGMENT - 1;

    private final int size;

    /** Each made when something is put into it: an {@code int[]}, {@code long[]}, {@code double[]} or {@code Object[]}. */
    private final transient @Nullable Object[] segments;

    SegmentedList(int size) {
        this.size = size;
        this.segments = new @Nullable Object[(size + MASK) >>> SHIFT];
    }

    /** Sets some elements; for the owner. */
    public synchronized void putAll(int from, List<?> elements) {
        int index = from;
        for (Object element : elements) {
            objects(index >>> SHIFT)[index & MASK] = element;
            index++;
        }
    }

    /** Sets some elements, as bare numbers; for the owner. */
    public synchronized void putNumbers(int from, Buffer numbers) {
        for (int index = from; numbers.hasRemaining(); ) {
            int at = index & MASK;
            int some = Math.min(numbers.remaining(), SEGMENT - at);
            put(numbers, index >>> SHIFT, at, some);
            index += some;
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the owner puts elements of this type, and into all segments
    public E get(int index) {
        Objects.checkIndex(index, size);
        return (E) element(segments[index >>> SHIFT], index & MASK);
    }

    @Override
    public int size() {
        return size;
    }

    private void put(Buffer numbers, int segment, int at, int count) {
        if (numbers instanceof IntBuffer ints) {
            if (typed(segment, int.class) instanceof int[] array) {
                ints.get(array, at, count);
                return;
            }
        } else if (numbers instanceof LongBuffer longs) {
            if (typed(segment, long.class) instanceof long[] array) {
                longs.get(array, at, count);
                return;
            }
        } else if (numbers instanceof DoubleBuffer doubles) {
            if (typed(segment, double.class) instanceof double[] array) {
                doubles.get(array, at, count);
                return;
            }
        }
        @Nullable Object[] objects = objects(segment);
        for (int i = at; i < at + count; i++) {
            objects[i] = next(numbers);
        }
    }

    /** The segment, made for such elements if it is not there; it may be of another kind. */
    private Object typed(int segment, Class<?> type) {
        Object found = segments[segment];
        if (found == null) {
            found = Array.newInstance(type, Math.min(SEGMENT, size - (segment << SHIFT)));
            segments[segment] = found;
        }
        return found;
    }

    /** The segment as one that takes anything; what is in it gets its box. */
    private @Nullable Object[] objects(int segment) {
        Object found = typed(segment, Object.class);
        if (found instanceof Object[] objects) {
            return objects;
        }
        @Nullable Object[] objects = new @Nullable Object[Array.getLength(found)];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = element(found, i);
        }
        segments[segment] = objects;
        return objects;
    }

    private static @Nullable Object element(@Nullable Object segment, int at) {
        if (segment instanceof int[] ints) {
            return ints[at];
        }
        if (segment instanceof long[] longs) {
            return longs[at];
        }
        if (segment instanceof double[] doubles) {
            return doubles[at];
        }
        return segment instanceof Object[] objects ? objects[at] : null;
    }

    private static Object next(Buffer numbers) {
        if (numbers instanceof IntBuffer ints) {
            return ints.get();
        }
        return numbers instanceof LongBuffer longs ? (Object) longs.get() : ((DoubleBuffer) numbers).get();
    }

    /** It travels as an ordinary list. */
    private Object writeReplace() {
        return new ArrayList<>(this);
    }
}
