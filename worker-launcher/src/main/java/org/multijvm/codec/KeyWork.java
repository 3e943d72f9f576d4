package org.multijvm.codec;

import java.util.Arrays;

/**
 * What it takes to put keys into the JDK's tables: each is compared with those that it meets there. Keys with one hash code, or with hash codes that fall into one place, make the square of their number of it.
 *
 * <p>The weight of a key is how many objects it is; comparing two keys looks at as many as the lighter one has, at most.
 */
final class KeyWork {
    /** Fewer keys make no work. */
    private static final int LEAST = 3;

    private KeyWork() {}

    /**
     * Of a {@link java.util.HashMap}: its places are lists, or trees by hash codes, so keys meet that have the same one.
     *
     * @param weights are sorted where hash codes are the same
     * @return what it takes; more than the limit if it is more
     */
    static long inChains(int[] hashes, long[] weights, long limit) {
        int count = hashes.length;
        if (count < LEAST) {
            return 0;
        }
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            order[i] = (long) hashes[i] << 32 | i;
        }
        Arrays.sort(order);
        long work = 0;
        int begin = 0;
        for (int i = 1; i <= count && work <= limit; i++) {
            if (i == count || order[i] >> 32 != order[begin] >> 32) {
                if (i - begin > 1) {
                    work += amongEachOther(order, begin, i, weights);
                }
                begin = i;
            }
        }
        return work;
    }

    /** The lightest is compared with all others at its own weight, the next with all but that one. */
    private static long amongEachOther(long[] order, int begin, int end, long[] weights) {
        long[] alike = new long[end - begin];
        for (int i = 0; i < alike.length; i++) {
            alike[i] = weights[(int) order[begin + i]];
        }
        Arrays.sort(alike);
        long work = 0;
        for (int i = 0; i < alike.length; i++) {
            work += alike[i] * (alike.length - 1 - i);
        }
        return work;
    }

    /**
     * Of {@link java.util.Set#of} and {@link java.util.Map#of}: twice as many places as keys, and who finds the own place taken tries the next, be its hash code another. They are filled here with the
     * numbers of the keys alone, until the limit.
     */
    static long inProbes(int[] hashes, long[] weights, long limit) {
        int count = hashes.length;
        if (count < LEAST) {
            return 0;
        }
        int[] places = new int[2 * count];
        long work = 0;
        for (int i = 0; i < count && work <= limit; i++) {
            int place = Math.floorMod(hashes[i], places.length);
            while (places[place] != 0 && work <= limit) {
                work += Math.min(weights[i], weights[places[place] - 1]);
                place = place + 1 == places.length ? 0 : place + 1;
            }
            places[place] = i + 1;
        }
        return work;
    }
}
