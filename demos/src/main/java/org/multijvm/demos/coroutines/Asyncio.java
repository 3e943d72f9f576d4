package org.multijvm.demos.coroutines;

import java.util.concurrent.ExecutionException;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.LightThreads;
import picocli.CommandLine.Option;

/** One coroutine awaits another: a virtual thread that waits costs next to nothing, so that {@code await} is {@code get}. */
public final class Asyncio extends Demo {
    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws InterruptedException, ExecutionException {
        System.out.println(LightThreads.kind());
        LightThreads.async(this::first).get();
        return 0;
    }

    private boolean first() throws InterruptedException, ExecutionException {
        System.out.println("COR1 start");
        LightThreads.async(this::second).get();
        System.out.println("COR1 end");
        return true;
    }

    private boolean second() throws InterruptedException {
        Thread.sleep(delay);
        System.out.println("COR2");
        return true;
    }
}
