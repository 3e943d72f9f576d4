package org.multijvm.cluster.shared.cell;

/** What is asked of a shared object. Ordinals travel: add at the end. */
public enum CellOp {
    // of all
    /** Makes the object, if there is none of the name. */
    CREATE(false),
    /** The number of an earlier call that waited: gives its answer, if there is one. */
    FETCH(true),
    /** The number of an earlier call, which is to wait no more: gives its answer, or that it goes on for what it cannot give up. */
    GIVE_UP(false),

    // of locks and their conditions
    ACQUIRE(false),
    TRY_ACQUIRE(false),
    RELEASE(false),
    STATE(true),
    /** Gives the number of a condition. */
    NEW_CONDITION(false),
    /** condition */
    CONDITION_AWAIT(false),
    /** condition, how many: gives how many were told. */
    SIGNAL(false),
    /** condition: gives how many wait. */
    WAITING(true),

    // of semaphores, besides
    DRAIN(false),

    // of events, latches and barriers
    SET(false),
    CLEAR(false),
    IS_SET(true),
    COUNT_DOWN(false),
    COUNT(true),
    AWAIT(false),
    RESET(false),
    ABORT(false),

    // of values and namespaces
    GET(true),
    PUT(false),
    /** bytes that must be there, new value: whether it was done, and if not what is there. */
    REPLACE_SAME(false),
    /** Gives the value when nobody computes it; until COMPUTED nobody changes it. */
    COMPUTE(false),
    /** whether the value changes, and if so to what */
    COMPUTED(false),
    HAS(true),
    DELETE(false),
    ALL(true),

    // of lists
    SIZE(true),
    ADD(false),
    INSERT(false),
    ADD_ALL(false),
    REMOVE(false),
    /** from, to: gives the version and the elements. */
    RANGE(true),
    REMOVE_RANGE(false),
    /** version, all elements: done if nobody has changed the list since. */
    REPLACE_ALL(false),
    REVERSE(false),
    /** version, place: done if nobody has changed the list since. */
    REMOVE_AT(false),

    // of queues, whose elements lie elsewhere
    QUEUE_PUT(false),
    QUEUE_OFFER(false),
    QUEUE_TAKE(false),
    QUEUE_POLL(false),
    QUEUE_PEEK(true),
    /** how many at most */
    QUEUE_DRAIN(false),
    QUEUE_ALL(true),
    QUEUE_REMOVE(false),
    QUEUE_CLEAR(false),
    QUEUE_SHUT_DOWN(false),
    QUEUE_IS_SHUT_DOWN(true),
    QUEUE_TASK_DONE(false),
    QUEUE_JOIN(false);

    private static final CellOp[] ALL_OPS = values();

    /** Whether it changes nothing, and may be done again. */
    final boolean reads;

    CellOp(boolean reads) {
        this.reads = reads;
    }

    static CellOp of(int number) {
        return ALL_OPS[number];
    }
}
