package org.multijvm.cluster.shared.cell;

import org.multijvm.manager.wire.In;

/** What a shared object is. Ordinals are stored: add at the end. */
public enum CellKind {
    DICT,
    SET,
    LIST,
    ARRAY,
    NAMESPACE,
    VALUE,
    QUEUE,
    LIFO_QUEUE,
    JOINABLE_QUEUE,
    LOCK,
    REENTRANT_LOCK,
    CONDITION,
    SEMAPHORE,
    BOUNDED_SEMAPHORE,
    EVENT,
    BARRIER,
    LATCH;

    private static final CellKind[] ALL = values();

    static CellKind of(int number) {
        return ALL[number];
    }

    /** Whether a queue is one. */
    public boolean isQueue() {
        return this == QUEUE || this == LIFO_QUEUE || this == JOINABLE_QUEUE;
    }

    /** Whether its content has a cache of its own. */
    public boolean hasCache() {
        return this == DICT || this == SET;
    }

    /** A new object, as it is made with these arguments. */
    Cell make(In made) {
        return switch (this) {
            case DICT, SET -> new NameCell(this);
            case LIST, ARRAY -> new ListCell(this, made);
            case NAMESPACE -> new NamespaceCell(this);
            case VALUE -> new ValueCell(this, made);
            case QUEUE, LIFO_QUEUE, JOINABLE_QUEUE -> new QueueCell(this, made.readInt());
            case LOCK, REENTRANT_LOCK, CONDITION -> new LockCell(this);
            case SEMAPHORE, BOUNDED_SEMAPHORE -> new SemaphoreCell(this, made.readInt());
            case EVENT -> new EventCell(this);
            case BARRIER -> new BarrierCell(this, made.readInt());
            case LATCH -> new LatchCell(this, made.readLong());
        };
    }
}
