package org.multijvm.ipc.memory;

/** Where everything of a {@link ShareableList} lies in its shared memory, in bytes. */
final class ListLayout {
    /** "mjvmlist" as eight ASCII letters; written last, so that nobody takes a list for one that is not whole yet. */
    static final long MAGIC = 0x7473696c_6d766a6dL;

    static final int VERSION = 1;

    /**
     * The head, then a row for each element, then the two places of each element.
     *
     * <pre>
     *  0               8         12        16              24                 64
     *  +---------------+---------+---------+---------------+------------------+----------------
     *  | magic         | version | count   | writer        | zeros            | rows ... places ...
     *  +---------------+---------+---------+---------------+------------------+----------------
     *
     *  row:   turn (8) | where its places begin (4) | payload bytes of each place, a multiple of 8 (4)
     *  place: type (4) | payload bytes in use (4)   | payload
     * </pre>
     *
     * The value is in the place whose number is the turn's lowest bit. A process that writes takes the word {@code writer}, writes the other place
     * and then counts the turn up.
     */
    static final int MAGIC_AT = 0;

    static final int VERSION_AT = 8;
    static final int COUNT_AT = 12;
    static final int WRITER_AT = 16;
    static final int ROWS_AT = 64;

    static final int ROW_BYTES = 16;
    static final int TURN_AT = 0;
    static final int PLACES_AT = 8;
    static final int PAYLOAD_AT = 12;

    static final int TYPE_AT = 0;
    static final int USED_AT = 4;
    static final int PLACE_HEAD = 8;

    private ListLayout() {}

    static int row(int index) {
        return ROWS_AT + ROW_BYTES * index;
    }
}
