package org.multijvm.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers objects by identity, from 0. A few are found by looking at each, which spares them their identity hash; from
 * {@value #FEW} on they are hashed. Confined to one thread.
 */
final class IdentityTable {
    static final int FEW = 12;
    private static final int KEPT = 1 << 12;

    private @Nullable Object[] objects = new Object[FEW];
    private int size;
    /** Number + 1 of the object whose hash falls here, 0 if none; linear probing; at most half full. */
    private int[] slots = new int[0];

    /** The number of an object, or -1. */
    int find(Object object) {
        if (size <= FEW) {
            for (int i = 0; i < size; i++) {
                if (objects[i] == object) {
                    return i;
                }
            }
            return -1;
        }
        int mask = slots.length - 1;
        for (int slot = hash(object) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            if (objects[slots[slot] - 1] == object) {
                return slots[slot] - 1;
            }
        }
        return -1;
    }

    /** Gives an object the next number. */
    void add(Object object) {
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, size * 2);
        }
        objects[size++] = object;
        if (size > FEW) {
            if (size * 2 > slots.length || size == FEW + 1) {
                rehash();
            } else {
                insert(size);
            }
        }
    }

    void clear() {
        if (size == 0) {
            return;
        }
        if (objects.length > KEPT) {
            objects = new Object[FEW];
            slots = new int[0];
        } else {
            Arrays.fill(objects, 0, size, null);
        }
        size = 0;
    }

    private void rehash() {
        int length = Integer.highestOneBit(objects.length) * 4;
        if (slots.length < length) {
            slots = new int[length];
        } else {
            Arrays.fill(slots, 0);
        }
        for (int number = 1; number <= size; number++) {
            insert(number);
        }
    }

    private void insert(int number) {
        int mask = slots.length - 1;
        int slot = hash(objects[number - 1]) & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = number;
    }

    private static int hash(@Nullable Object object) {
        int hash = System.identityHashCode(object) * 0x9E3779B9;
        return hash ^ (hash >>> 16);
    }
}
