package org.multijvm.manager.wire;

/** What an object of a manager is. Ordinals travel: add at the end, or count {@link Hello#VERSION} up. */
public enum Kind {
    DICT,
    LIST,
    ARRAY,
    SET,
    NAMESPACE,
    VALUE,
    QUEUE,
    LIFO_QUEUE,
    PRIORITY_QUEUE,
    JOINABLE_QUEUE,
    LOCK,
    REENTRANT_LOCK,
    CONDITION,
    SEMAPHORE,
    BOUNDED_SEMAPHORE,
    EVENT,
    BARRIER,
    POOL,
    USER;

    private static final Kind[] ALL = values();

    /** The number by which it travels. */
    @SuppressWarnings("EnumOrdinal") // it is part of the protocol, which has a version
    public int code() {
        return ordinal();
    }

    /**
     * The kind of a number.
     *
     * @throws WireException if there is none
     */
    @SuppressWarnings("EnumOrdinal") // as above
    public static Kind of(int number) {
        if (number < 0 || number >= ALL.length) {
            throw new WireException("no such kind of object: kind=" + number);
        }
        return ALL[number];
    }
}
