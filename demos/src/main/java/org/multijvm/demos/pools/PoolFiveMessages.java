package org.multijvm.demos.pools;

import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.Pool;
import picocli.CommandLine.Option;

/** Five tasks for three workers: never more than three run at a time. */
public final class PoolFiveMessages extends Demo {
    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // as in the article, the tasks have no result
    public int run() throws InterruptedException {
        int delayMillis = delay;
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
