package org.multijvm.ipc.file;

/** What the elements of a shared file are; the code, where there is one, is Python's typecode for it. */
public enum ElementKind {
    CELLS('#', SharedCell.BYTES),
    BOOLEANS('?', Byte.BYTES),
    BYTES('b', Byte.BYTES),
    SHORTS('h', Short.BYTES),
    CHARS('H', Character.BYTES),
    INTS('i', Integer.BYTES),
    LONGS('q', Long.BYTES),
    FLOATS('f', Float.BYTES),
    DOUBLES('d', Double.BYTES),
    MEMORY('*', Byte.BYTES);

    private final int code;
    private final int bytes;

    ElementKind(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** What stands in the file's header. */
    public int code() {
        return code;
    }

    /** The size of one element, a power of two. */
    public int bytes() {
        return bytes;
    }
}
