package org.multijvm.demos;

import org.multijvm.pool.Pool;

/** Ten tasks at once; a callback in this JVM is given each result. */
final class PoolApplyAsync implements Demo {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // as in the article, all that is wanted goes to the callback
    public int run(Options options) throws InterruptedException {
        int delayMillis = options.delayMillis(50);
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
