package org.multijvm.demos.pools;

import org.multijvm.demos.kit.Demo;
import org.multijvm.pool.Pool;
import picocli.CommandLine.Option;

/** Ten tasks at once; a callback in this JVM is given each result. */
public final class PoolApplyAsync extends Demo {
    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // as in the article, all that is wanted goes to the callback
    public int run() throws InterruptedException {
        int delayMillis = delay;
        Pool pool = Pool.of(5);
        for (int i = 0; i < 10; i++) {
            pool.applyAsync(
                    PoolApply::slowlyAddHundred,
                    i,
                    delayMillis,
                    result -> System.out.println("-->exec done: " + result));
        }
        System.out.println("end");
        pool.close();
        pool.join();
        return 0;
    }
}
