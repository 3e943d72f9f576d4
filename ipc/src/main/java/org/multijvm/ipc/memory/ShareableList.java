package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import java.util.AbstractList;
import java.util.Collection;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;

/**
 * A list of a fixed length in shared memory, of null, Integer, Long, Double, Boolean, String and byte[]; Python's
 * {@code shared_memory.ShareableList}.
 *
 * <p>Each element has the room that its first value asked for: 8 bytes, of a String in UTF-8 or a byte[] {@code 8 * (length / 8 + 1)}. It
 * can be set to anything that fits, also of another type. {@code add} and {@code remove} throw {@link UnsupportedOperationException}.
 * Unlike Python's it keeps zeros at the end of a text, and {@code 1} and {@code 1.0} are not equal, as everywhere in Java.
 *
 * <p>Thread-safe for all threads of all JVMs: what is read was written by one {@code set}, and never half of it, also if the writer was
 * killed in between. Memory consistency: a {@code set} {@linkplain org.multijvm.ipc.memory happens-before} every {@code get} that sees it, in any JVM. Readers do not wait; writers wait for each other. A returned byte[] is a copy.
 *
 * <p>Found by its name or sent as a handle, it is the same list. {@link #close} and {@link #unlink} are those of {@link SharedMemory}; after
 * close all else throws {@link IllegalStateException}.
 */
public final class ShareableList extends AbstractList<@Nullable Object> implements RandomAccess, AutoCloseable, Handle {
    private static final long serialVersionUID = 1;

    private final transient SharedMemory memory;
    private final transient ListSlots slots;

    private ShareableList(SharedMemory memory) {
        this.memory = memory;
        this.slots = new ListSlots(memory.buffer());
    }

    /**
     * A list of these values, with a name that nobody has.
     *
     * @throws IllegalArgumentException if one of them has a type that cannot be in it
     * @throws UncheckedIOException if there is no space
     */
    public static ShareableList of(@Nullable Object... values) {
        ListElement[] elements = elements(values);
        return made(SharedMemory.create(ListSlots.bytesFor(elements)), elements);
    }

    /**
     * A list of these values, with a name.
     *
     * @throws IllegalArgumentException if one of them has a type that cannot be in it, or the name cannot be one
     * @throws UncheckedIOException if the name is taken, or there is no space
     */
    public static ShareableList create(String name, Collection<? extends @Nullable Object> values) {
        ListElement[] elements = elements(values.toArray());
        return made(SharedMemory.create(name, ListSlots.bytesFor(elements)), elements);
    }

    /**
     * The list of this name.
     *
     * @throws UncheckedIOException of a {@link java.nio.file.NoSuchFileException} if there is none
     * @throws IllegalStateException if what has the name is no list
     */
    public static ShareableList attach(String name) {
        return attached(SharedMemory.attach(name));
    }

    static ShareableList attached(SharedMemory memory) {
        ShareableList list = new ShareableList(memory);
        list.slots.check(memory.name());
        return list;
    }

    private static ListElement[] elements(@Nullable Object[] values) {
        ListElement[] elements = new ListElement[values.length];
        for (int i = 0; i < values.length; i++) {
            elements[i] = ListElement.of(values[i]);
        }
        return elements;
    }

    private static ShareableList made(SharedMemory memory, ListElement[] elements) {
        try {
            ShareableList list = new ShareableList(memory);
            list.slots.format(elements);
            return list;
        } catch (RuntimeException tooLarge) {
            memory.unlink();
            throw tooLarge;
        }
    }

    /** The memory that the list is in; Python's {@code shm}. */
    public SharedMemory memory() {
        return memory;
    }

    /** The name to attach by. */
    public String name() {
        return memory.name();
    }

    @Override
    public int size() {
        return open().count();
    }

    @Override
    public @Nullable Object get(int index) {
        return open(index).read(index).value();
    }

    /**
     * Writes an element, and returns what it was before, in one step.
     *
     * @throws IllegalArgumentException if the value is too long for its slot or of a type that cannot be in it
     */
    @Override
    public @Nullable Object set(int index, @Nullable Object value) {
        return open(index).write(index, ListElement.of(value)).value();
    }

    @Override
    public boolean contains(@Nullable Object value) {
        return indexOf(value) >= 0;
    }

    /** Where the value is first, or -1; a byte[] is compared by its bytes. */
    @Override
    public int indexOf(@Nullable Object value) {
        for (int i = 0; i < size(); i++) {
            if (Objects.deepEquals(get(i), value)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int lastIndexOf(@Nullable Object value) {
        for (int i = size() - 1; i >= 0; i--) {
            if (Objects.deepEquals(get(i), value)) {
                return i;
            }
        }
        return -1;
    }

    /** How many elements equal the value; a byte[] is compared by its bytes. */
    public int count(@Nullable Object value) {
        int found = 0;
        for (int i = 0; i < size(); i++) {
            if (Objects.deepEquals(get(i), value)) {
                found++;
            }
        }
        return found;
    }

    /** The types of the elements as Python's {@code struct} names them. */
    public String format() {
        StringBuilder format = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            format.append(slots.read(i).format(slots.slotBytes(i)));
        }
        return format.toString();
    }

    /** Removes the name, as {@link SharedMemory#unlink}. */
    public void unlink() {
        memory.unlink();
    }

    /**
     * Ends this handle; the list stays. A second call does nothing.
     *
     * <p>The space of a list whose name is removed, and that all have closed, comes back {@linkplain org.multijvm.ipc.memory as that of all here}.
     */
    @Override
    public void close() {
        memory.close();
    }

    /** What is sent in the list's place. */
    @Override
    public Object writeReplace() {
        open();
        return new ListTicket(memory);
    }

    @Override
    public String toString() {
        return memory.isClosed() ? "ShareableList(" + name() + ", closed)" : super.toString();
    }

    private ListSlots open() {
        memory.size();
        return slots;
    }

    private ListSlots open(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("no such element: index=" + index + ", length=" + size());
        }
        return slots;
    }
}
