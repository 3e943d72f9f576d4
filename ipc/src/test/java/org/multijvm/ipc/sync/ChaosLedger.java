package org.multijvm.ipc.sync;

import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.launcher.ProcessIdentity;

/**
 * What the users of something under test write down in shared memory: two numbers for their own use, the errors, and for each user
 * its progress and what it has at this moment, with its pid.
 */
final class ChaosLedger {
    static final int USERS = 3;
    static final int FIRST = 0;
    static final int SECOND = 8;
    static final int ERRORS = 16;
    static final int PROGRESS = 24;
    static final int INSIDE = PROGRESS + 8 * USERS;
    static final int LENGTH = INSIDE + 8 * USERS;

    private static final long PID = ProcessHandle.current().pid();

    private final SharedLongArray words;
    private final int user;

    /** So that no two times inside look the same. */
    private int times;

    ChaosLedger(SharedLongArray words, int user) {
        this.words = words;
        this.user = user;
    }

    /** Says what the user has, less than 256; set after it was acquired, and to 0 before it is released. */
    void setInside(int what) {
        long number = ++times & 0xff_ffff;
        words.setVolatile(INSIDE + 8 * user, what == 0 ? 0 : PID << 32 | number << 8 | what);
    }

    /** What all users have, also those who died with it. */
    int insideOfAll() {
        return inside(false);
    }

    int insideOfLiving() {
        return inside(true);
    }

    void error() {
        words.getAndAdd(ERRORS, 1);
    }

    void progress() {
        words.getAndAdd(PROGRESS + 8 * user, 1);
    }

    static void pause(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    private int inside(boolean living) {
        int sum = 0;
        for (long word : atOneMoment()) {
            // who lives now did so at that moment, and what it had cannot have been given to another
            if (word != 0 && (!living || ProcessIdentity.of(word >>> 32).isPresent())) {
                sum += (int) word & 0xff;
            }
        }
        return sum;
    }

    /** Read one after the other two users seem to be inside at a time of whom one came when the other had left. */
    private long[] atOneMoment() {
        long[] found = new long[USERS];
        boolean changed;
        do {
            changed = false;
            for (int i = 0; i < USERS; i++) {
                found[i] = words.getVolatile(INSIDE + 8 * i);
            }
            for (int i = 0; i < USERS; i++) {
                changed |= words.getVolatile(INSIDE + 8 * i) != found[i];
            }
        } while (changed);
        return found;
    }
}
