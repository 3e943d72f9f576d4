package org.multijvm.manager.wire;

/** What a client asks of the server or of one of its objects. Ordinals travel: add at the end of all, or count {@link Hello#VERSION} up. */
public enum Op {
    // of the server, whose number as an object is 0
    /** kind, name or "", arguments of the kind: gives the object's number. */
    CREATE,
    /** Gives the names. */
    NAMES,
    /** name: the object is found by it no more; gives whether it was. */
    FORGET,
    /** object, flight or 0: this client holds the object once more. */
    CLAIM,
    /** object: the object lives until the flight that is given has ended. */
    TAKE_OFF,
    /** flight; no answer. */
    END_FLIGHT,
    /** object, how often this client was given it; no answer. */
    RELEASE,
    /** the number of another call of this client, which is to end if it waits; no answer of its own. */
    GIVE_UP,
    /** Ends the server. */
    SHUT_DOWN,
    /** Gives how many objects, clients and waiting calls there are. */
    INSPECT,

    // of dicts, sets, namespaces and values
    SIZE,
    CLEAR,
    GET,
    CONTAINS,
    PUT,
    PUT_IF_ABSENT,
    REMOVE,
    /** key, value of which the bytes must be there: gives whether it was removed, and what is there else. */
    REMOVE_SAME,
    REPLACE,
    /** key, value of which the bytes must be there, new value: as {@link #REMOVE_SAME}. */
    REPLACE_SAME,
    /** keys and values: gives how many keys were not there. */
    PUT_ALL,
    GET_ALL,
    /** where to begin, most entries: gives entries and where to go on. */
    ENTRIES,
    /** Waits until nobody else computes the value of this key, gives it; until {@link #COMPUTED} nobody changes it. */
    COMPUTE,
    /** key, whether the value changes; if so, whether there is one, and the value. */
    COMPUTED,
    /** key, function: the server computes the value itself, and gives it. */
    COMPUTE_THERE,
    /** key, value, function: as {@link java.util.Map#merge}, in the server. */
    MERGE_THERE,

    // of lists and arrays
    LIST_GET,
    LIST_SET,
    LIST_ADD,
    LIST_INSERT,
    LIST_ADD_ALL,
    LIST_REMOVE,
    /** from, to: gives the version and the elements. */
    LIST_RANGE,
    LIST_REMOVE_RANGE,
    /** version, all elements: done if nobody has changed the list since. */
    LIST_REPLACE,
    LIST_REVERSE,
    /** value: gives the version, and the first and last place of these bytes, or -1. */
    LIST_FIND,
    /** version, place: done if nobody has changed the list since. */
    LIST_REMOVE_AT,
    LIST_CLEAR,
    LIST_SIZE,

    // of queues
    QUEUE_PUT,
    QUEUE_OFFER,
    QUEUE_TAKE,
    QUEUE_POLL,
    QUEUE_PEEK,
    QUEUE_SIZE,
    QUEUE_DRAIN,
    QUEUE_ALL,
    QUEUE_REMOVE,
    QUEUE_CLEAR,
    QUEUE_SHUT_DOWN,
    QUEUE_IS_SHUT_DOWN,
    QUEUE_TASK_DONE,
    QUEUE_JOIN,
    QUEUE_IS_DONE,

    // of locks and their conditions
    LOCK_ACQUIRE,
    LOCK_TRY,
    LOCK_RELEASE,
    LOCK_STATE,
    CONDITION_AWAIT,
    CONDITION_SIGNAL,
    CONDITION_WAITING,
    CONDITION_LOCK,

    // of semaphores
    SEMAPHORE_ACQUIRE,
    SEMAPHORE_TRY,
    SEMAPHORE_RELEASE,
    SEMAPHORE_STATE,
    SEMAPHORE_DRAIN,

    // of events
    EVENT_SET,
    EVENT_CLEAR,
    EVENT_IS_SET,
    EVENT_AWAIT,

    // of barriers
    BARRIER_AWAIT,
    BARRIER_ACTED,
    BARRIER_RESET,
    BARRIER_ABORT,
    BARRIER_STATE,

    // of objects of the user's own types
    /** method's name and parameters, arguments. */
    INVOKE,

    // of pools, whose users each have a number
    /** user, task, options or none, kind, function's name, bytes: runs a task; answered once the pool has taken it. */
    POOL_RUN,
    /** user, which of {@link PoolQuestion}, ns: gives what it is asked for. */
    POOL_STATE,
    /** user: done once all of this user has ended, and the pool, too, if this was its last user and it has no name. */
    POOL_END,
    /** Gives the number of a new user. */
    POOL_OPEN,
    /** user: waits for results; gives whether the user's last has come, and those that are there. */
    POOL_RESULTS,
    /** user, task, whether it may be stopped: gives 0 if it runs on, 1 if it was taken back, 2 if it was stopped. */
    POOL_CANCEL,
    /** user: gives the tasks of this user that were not started; they will not be. */
    POOL_WITHDRAW,
    /** user, whether at once: takes no more of this user. */
    POOL_SHUT_DOWN,
    /** number of workers. */
    POOL_RESIZE;

    private static final Op[] ALL = values();

    /** The number by which it travels. */
    @SuppressWarnings("EnumOrdinal") // it is part of the protocol, which has a version
    public int code() {
        return ordinal();
    }

    /**
     * The operation of a number.
     *
     * @throws WireException if there is none
     */
    @SuppressWarnings("EnumOrdinal") // as above
    public static Op of(int number) {
        if (number < 0 || number >= ALL.length) {
            throw new WireException("no such operation: operation=" + number);
        }
        return ALL[number];
    }
}
