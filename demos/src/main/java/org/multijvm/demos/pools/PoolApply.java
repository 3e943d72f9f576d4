package org.multijvm.demos.pools;

import org.multijvm.demos.kit.Demo;
import org.multijvm.pool.Pool;
import picocli.CommandLine.Option;

/** Ten calls of a function in a worker JVM, each of which waits for its result. */
public final class PoolApply extends Demo {
    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws InterruptedException {
        int delayMillis = delay;
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
