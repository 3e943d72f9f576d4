package org.multijvm.ipc.sync;

import java.util.Arrays;
import java.util.Random;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.launcher.ProcessIdentity;

/**
 * What the users of something under test write down in shared memory: two numbers for their own use, the errors, how often
 * they found it abandoned, and for each user its progress and what it has at this moment, with its pid.
 */
final class ChaosLedger {
    static final int USERS = 6;
    static final int FIRST = 0;
    static final int SECOND = 8;
    static final int ERRORS = 16;
    static final int ABANDONED = 24;
    static final int PROGRESS = 32;
    static final int INSIDE = PROGRESS + 8 * USERS;
    static final int LENGTH = INSIDE + 8 * USERS;

    private static final long PID = ProcessHandle.current().pid();
    private static final int TURN_BITS = 24;
    private static final int WHAT_BITS = 8;

    private final SharedLongArray words;
    private final int user;
    private int turn;

    ChaosLedger(SharedLongArray words, int user) {
        this.words = words;
        this.user = user;
    }

    /** Says what the user has, less than 256; set after it was acquired, and to 0 before it is released. */
    void setInside(int what) {
        turn = turn + 1 & (1 << TURN_BITS) - 1;
        words.setVolatile(INSIDE + 8 * user, what == 0 ? 0 : (PID << TURN_BITS | turn) << WHAT_BITS | what);
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

    void abandoned() {
        words.getAndAdd(ABANDONED, 1);
    }

    void progress() {
        words.getAndAdd(PROGRESS + 8 * user, 1);
    }

    /** Between two uses: mostly a moment, else a sleep, so that not all of them are at it all the time. */
    static void pauseOutside(Random random) throws InterruptedException {
        if (random.nextInt(4) == 0) {
            Thread.sleep(0, random.nextInt(400_000));
        } else {
            pause(random.nextInt(500));
        }
    }

    static void pause(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    /**
     * The sum at one instant. The words are read until they are the same twice, and each has its turn in it: else one who leaves
     * and one who comes while the sum is made would both count.
     */
    private int inside(boolean living) {
        long[] seen = readAll();
        while (true) {
            int sum = 0;
            for (long word : seen) {
                if (word != 0 && (!living || isAlive(word))) {
                    sum += (int) (word & (1 << WHAT_BITS) - 1);
                }
            }
            long[] again = readAll();
            if (Arrays.equals(seen, again)) {
                return sum;
            }
            seen = again;
        }
    }

    private long[] readAll() {
        long[] read = new long[USERS];
        for (int i = 0; i < USERS; i++) {
            read[i] = words.getVolatile(INSIDE + 8 * i);
        }
        return read;
    }

    private static boolean isAlive(long word) {
        return ProcessIdentity.of(word >>> TURN_BITS + WHAT_BITS).isPresent();
    }
}
