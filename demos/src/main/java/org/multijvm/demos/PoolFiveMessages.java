package org.multijvm.demos;

import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.Pool;

/** Five tasks for three workers: never more than three run at a time. */
final class PoolFiveMessages implements Demo {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // as in the article, the tasks have no result
    public int run(Options options) throws InterruptedException {
        int delayMillis = options.delayMillis(50);
        Pool pool = Pool.of(3);
        for (int i = 0; i < 5; i++) {
            String message = "hello " + i;
            pool.applyAsync(() -> show(message, delayMillis));
            System.out.println("Mark~ Mark~ Mark~~~~~~~~ " + i);
        }
        pool.close();
        pool.join();
        System.out.println("Sub-process(es) done.");
        return 0;
    }

    private static void show(String message, int delayMillis) throws InterruptedException {
        long pid = JvmProcess.currentProcess().pid();
        System.out.println("msg: " + message + " (pid " + pid + ")");
        Thread.sleep(delayMillis);
        System.out.println("end: " + message + " (pid " + pid + ")");
    }
}
