package org.multijvm.codec;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.nio.Buffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.classes.ClassNames;

/**
 * Reads what a {@link ValueWriter} wrote.
 *
 * <p>Damaged bytes give a {@link DecodingException}; no length is believed that exceeds the bytes that are there. The tagged form
 * makes records, enums, functions and classes of any name that the loader finds: read only what a trusted peer wrote, or give a codec that has a
 * filter ({@link Codec#filtered}). Confined to one thread, reusable.
 */
public final class ValueReader extends ByteReader {
    private static final @Nullable Object[] NO_PARTS = {};

    private final Codec rest;
    private final ClassLoader loader;
    private final HashMap<String, Class<?>> classes = new HashMap<>();
    private final @Nullable GraphFilter filter;
    private final GraphReader graph;
    private boolean together;
    /** Whether a class that no file holds was named since {@link #over}, and the loader that has it. */
    private boolean metMemory;

    private @Nullable ClassLoader memory;
    /** What the codec gave for values that are read together. */
    private @Nullable Object[] restOfParts = NO_PARTS;

    private int nextPart;
    /**
     * How many bytes the lengths of one value may still promise. Each was checked against what remains; but a thousand lists inside
     * one another could all promise the same bytes, and take a thousand times their memory.
     */
    private long promised;

    /**
     * Reads nothing yet: see {@link #over}.
     *
     * @param rest reads the values that have no tagged form; its {@link Codec#filter} is asked for those that have one
     * @param loader finds the classes
     */
    public ValueReader(Codec rest, ClassLoader loader) {
        this.rest = rest;
        this.loader = loader;
        ObjectInputFilter asked = rest.filter().orElse(null);
        filter = asked == null ? null : new GraphFilter(new Admission(asked), this);
        graph = new GraphReader(this, filter);
    }

    /**
     * Reads on from a buffer's position to its limit. The position moves; {@link #buffer()} tells how far.
     *
     * @param buffer is switched to little endian
     * @return this
     */
    public ValueReader over(ByteBuffer buffer) {
        start(buffer);
        metMemory = false;
        memory = null;
        if (filter != null) {
            filter.over();
        }
        return this;
    }

    /**
     * Reads a value.
     *
     * @throws DecodingException if the bytes are damaged, or a class is missing or cannot be made
     */
    public @Nullable Object read() {
        if (graph.active() && !together) {
            return graph.value();
        }
        boolean was = begin();
        try {
            byte tag = readByte();
            return isRest(tag) ? readRest(tag) : graph.value(tag);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw failed(e);
        } finally {
            together(was);
        }
    }

    /** Reads the values that were written as one. */
    @Nullable
    Object[] readAll(int count) {
        if (graph.active() && !together) {
            return graph.values(count);
        }
        boolean was = begin();
        try {
            if (count > 0 && isRest(buffer().get(position()))) {
                return (@Nullable Object[]) java.util.Objects.requireNonNull(readRest(readByte()));
            }
            return graph.values(count);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw failed(e);
        } finally {
            together(was);
        }
    }

    /**
     * Reads what was written between {@link ValueWriter#beginTogether} and {@link ValueWriter#endTogether}, value by value.
     */
    public void beginTogether() {
        together(true);
    }

    /** All of it has been read, or will not be. */
    public void endTogether() {
        together(false);
    }

    private boolean begin() {
        return together(true);
    }

    /** Whether values are read as one: then what an earlier one held can be referred to. Returns what it was. */
    boolean together(boolean on) {
        boolean was = together;
        if (was != on) {
            together = on;
            if (on) {
                promised = remaining();
                graph.begin();
                if (filter != null) {
                    filter.begin();
                }
            } else {
                graph.end();
                restOfParts = NO_PARTS;
                nextPart = 0;
            }
        }
        return was;
    }

    private static boolean isRest(byte tag) {
        return tag == ValueLayout.REST || tag == ValueLayout.REST_OF_PARTS || tag == ValueLayout.NEXT_PART;
    }

    private @Nullable Object readRest(byte tag) throws IOException, ClassNotFoundException {
        if (tag == ValueLayout.REST) {
            return decodeRest();
        }
        if (tag == ValueLayout.REST_OF_PARTS) {
            restOfParts = (@Nullable Object[]) java.util.Objects.requireNonNull(decodeRest());
            nextPart = 0;
        }
        if (nextPart == restOfParts.length) {
            throw new DecodingException("damaged value: parts=" + nextPart);
        }
        return restOfParts[nextPart++];
    }

    /**
     * Reads what {@link ValueWriter#writeList} wrote.
     *
     * @return a new list that can change
     * @throws DecodingException if it is no list, the bytes are damaged, or a class is missing
     */
    @SuppressWarnings("unchecked")
    public List<@Nullable Object> readList() {
        Object list = read();
        if (list instanceof List<?>) {
            return (List<@Nullable Object>) list;
        }
        throw new DecodingException(
                "not a list: value=" + (list == null ? "null" : list.getClass().getName()));
    }

    /**
     * Reads what {@link ValueWriter#writeList} wrote, if it travels as bare ints, longs or doubles.
     *
     * @return a view of the elements, an {@code IntBuffer}, {@code LongBuffer} or {@code DoubleBuffer}, good for as long as the bytes
     *     that are read; or null if the list is of another kind: then nothing was read
     * @throws DecodingException if the bytes are damaged
     */
    public @Nullable Buffer readPacked() {
        int start = position();
        try {
            promised = remaining();
            if (readByte() == ValueLayout.ARRAY_LIST) {
                Buffer packed = PackedElements.view(readByte(), this);
                if (packed != null) {
                    return packed;
                }
            }
        } catch (RuntimeException e) {
            throw failed(e);
        }
        buffer().position(start);
        return null;
    }

    /**
     * True if what {@link #read} would give next is null, a boxed primitive, a string or an array of primitives: it is made by copying its bytes, without
     * code of any other class. Reads nothing.
     */
    public boolean isPlain() {
        if (remaining() == 0) {
            return false;
        }
        byte tag = buffer().get(position());
        return (tag >= ValueLayout.NULL && tag <= ValueLayout.STRING)
                || (tag >= ValueLayout.BOOLEANS && tag <= ValueLayout.DOUBLES);
    }

    static DecodingException failed(Throwable e) {
        if (e instanceof BufferUnderflowException || e instanceof IndexOutOfBoundsException) {
            return new DecodingException("damaged value: its bytes end too early", e);
        }
        if (e instanceof StackOverflowError) {
            return new DecodingException("nested too deeply", e);
        }
        return DecodingException.of(e);
    }

    private @Nullable Object decodeRest() throws IOException, ClassNotFoundException {
        int length = readInt();
        if (length < 0 || length > remaining()) {
            throw new DecodingException("damaged value: length=" + length + ", remaining=" + remaining());
        }
        if (filter != null) {
            filter.piece(length);
        }
        byte[] bytes = new byte[length];
        buffer().get(bytes);
        return rest.decode(bytes, loader);
    }

    /** Reads a number of things that take so many bytes each, at least, all of which must be there. */
    int readLength(int width) {
        return readLength(width, 1, null);
    }

    /**
     * As {@link #readLength(int)}.
     *
     * @param objects how many objects each of the things is
     * @param type of an array; null for other things
     */
    int readLength(int width, int objects, @Nullable Class<?> type) {
        int length = readCount();
        long bytes = (long) length * width;
        if (graph.active()) {
            promised -= bytes;
        }
        if (length < 0 || bytes > remaining() || graph.active() && promised < 0) {
            throw new DecodingException("damaged value: length=" + length + ", remaining=" + remaining());
        }
        if (filter != null) {
            filter.length(type, length, (long) objects * length, bytes);
        }
        return length;
    }

    /** Reads a string. */
    public String readString() {
        return readString(false);
    }

    /** Reads a string that names a part of a program: a filter has no limit for it, but there is one. */
    String readName() {
        return readString(true);
    }

    private String readString(boolean name) {
        int header = readCount();
        int length = header >>> 1;
        boolean wide = (header & 1) != 0;
        if (length > remaining() || wide && length > remaining() / 2) {
            throw new DecodingException("damaged string: length=" + length + ", remaining=" + remaining());
        }
        if (filter != null) {
            filter.string(name, length, wide ? 2L * length : length);
        }
        return wide ? wide(length) : latin(length);
    }

    /** Reads bytes that were written with their number. */
    public byte[] readBytes() {
        byte[] bytes = new byte[readLength(1, 0, byte[].class)];
        buffer().get(bytes);
        return bytes;
    }

    /** Finds a class by its name, also one of a primitive type, and remembers it. */
    Class<?> classNamed(String name) {
        Class<?> known = classes.get(name);
        Class<?> found = known == null ? find(name) : known;
        if (filter != null) {
            filter.type(found);
        }
        if (known == null && !isTagged(name)) {
            classes.put(name, found);
        }
        return found;
    }

    /** As {@link #classNamed}, of a name with slashes for dots, unless it says where the bytes of the class are. */
    Class<?> classWithSlashes(String name) {
        return classNamed(isTagged(name) ? name : name.replace('/', '.'));
    }

    /** By the first character alone, so that nothing more is loaded for ordinary names. */
    static boolean isTagged(String name) {
        return !name.isEmpty() && name.charAt(0) == ';';
    }

    /** Finds a class that a function names besides the one around it; where no file holds that one, as that one does. */
    Class<?> classBeside(Class<?> around, String name) {
        if (!metMemory) {
            return classNamed(name);
        }
        try {
            Class<?> found = Class.forName(name, false, around.getClassLoader());
            if (filter != null) {
                filter.type(found);
            }
            return found;
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw DecodingException.missing(name, e);
        }
    }

    /** Whether what was read since {@link #over} named a class that no file holds. */
    public boolean metMemory() {
        return metMemory;
    }

    /** The loader of the last class that no file holds, of those that were read since {@link #over}; null if there was none. */
    public @Nullable ClassLoader memory() {
        return memory;
    }

    /** Keeps something as long as the classes of {@link #memory}, if they came from another JVM. */
    public void keepInMemory(Object thing) {
        ClassLoader known = memory;
        if (known != null) {
            ClassNames.keep(known, thing);
        }
    }

    /** Asks before a function of any kind is made. */
    void askForFunction() {
        if (filter != null) {
            filter.function();
        }
    }

    /** Asks before a constructor makes a function. */
    void askForConstructor(Class<?> type) {
        if (filter != null) {
            filter.constructor(type);
        }
    }

    /** Finds the class of the method that a method reference calls, which must be allowed by itself. */
    Class<?> ownerNamed(Class<?> around, String name) {
        Class<?> found = classBeside(around, name);
        if (filter != null) {
            filter.owner(found);
        }
        return found;
    }

    private Class<?> find(String name) {
        return switch (name) {
            case "boolean" -> boolean.class;
            case "byte" -> byte.class;
            case "short" -> short.class;
            case "char" -> char.class;
            case "int" -> int.class;
            case "long" -> long.class;
            case "float" -> float.class;
            case "double" -> double.class;
            case "void" -> void.class;
            default -> {
                if (isTagged(name)) {
                    yield findInMemory(name);
                }
                try {
                    yield Class.forName(name, false, loader);
                } catch (ClassNotFoundException | NoClassDefFoundError e) {
                    throw DecodingException.missing(name, e);
                }
            }
        };
    }

    private Class<?> findInMemory(String name) {
        metMemory = true;
        try {
            Class<?> found = ClassNames.find(name, loader, filter == null);
            memory = found.getClassLoader();
            return found;
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw DecodingException.missing(ClassNames.plain(name), e);
        } catch (LinkageError e) {
            throw new DecodingException(
                    "cannot make a class of its bytes: class=" + ClassNames.plain(name) + ", cause=" + e, e);
        }
    }
}
