package org.multijvm.test;

import java.util.Set;

/**
 * One kind of thing that a test can leave behind.
 *
 * @param <T> what tells one such thing from all others, also from later ones of the same number or name
 */
interface Inventory<T> {
    /** What is there now; quick, as it runs twice a test. */
    Set<T> now();

    /** Whether a new thing counts as left behind; asked only for new ones, so that it may take longer. */
    default boolean isOurs(T thing) {
        return true;
    }

    /** Whether a new thing does the work of one that has gone, so that there are no more of them than before. */
    default boolean replaces(T thing, T gone) {
        return false;
    }

    /** The thing in words, with all that helps to find who made it. */
    String describe(T thing);
}
