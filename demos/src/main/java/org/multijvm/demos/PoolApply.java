package org.multijvm.demos;

import org.multijvm.pool.Pool;

/** Ten calls of a function in a worker JVM, each of which waits for its result. */
final class PoolApply implements Demo {
    @Override
    public int run(Options options) throws InterruptedException {
        int delayMillis = options.delayMillis(50);
        try (Pool pool = Pool.of(5)) {
            for (int i = 0; i < 10; i++) {
                System.out.println(pool.apply(PoolApply::slowlyAddHundred, i, delayMillis));
            }
        }
        return 0;
    }

    /** The function that the pool's demos call. */
    static int slowlyAddHundred(int number, int delayMillis) throws InterruptedException {
        Thread.sleep(delayMillis);
        return number + 100;
    }
}
