package org.multijvm.manager;

/** Where a contract gets its objects: two programs that find the same ones. */
interface ObjectPlace {
    ObjectClient one();

    ObjectClient other();

    /** Whether dicts and sets are in the order in which they were filled. */
    boolean keepsOrder();

    /** Whether keys may be of classes that only their own {@code equals} can compare. */
    boolean comparesByEquals();

    /** Waits until so many calls wait; does nothing where that is not seen. */
    void awaitWaiting(int calls);
}
