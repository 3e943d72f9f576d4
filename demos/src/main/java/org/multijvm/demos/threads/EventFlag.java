package org.multijvm.demos.threads;

import java.io.IOException;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.Kinds;
import org.multijvm.demos.kit.TypedLines;
import org.multijvm.demos.kit.Workers;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.ipc.sync.SharedEvent;
import picocli.CommandLine.Mixin;

/** Ten wait for an event while the main program reads a line: at {@code true} all go on, and any other line ends it. */
public final class EventFlag extends Demo {
    private static final int WAITERS = 10;

    @Mixin
    private final Kinds kinds = new Kinds();

    @Override
    public int run() throws IOException, InterruptedException {
        TypedLines lines = new TypedLines("true", "true");
        for (boolean processes : kinds.inProcesses()) {
            wait(processes, lines);
        }
        return 0;
    }

    private static void wait(boolean processes, TypedLines lines) throws IOException, InterruptedException {
        try (SharedEvent flag = SharedEvent.create();
                SharedCountDownLatch waiting = SharedCountDownLatch.create(WAITERS);
                SharedIntValue execute = SharedValue.ofInt(0)) {
            Workers workers = new Workers(processes);
            for (int i = 0; i < WAITERS; i++) {
                String name = (processes ? "process " : "thread ") + i;
                workers.start(() -> {
                    System.out.println(name + ": start");
                    waiting.countDown();
                    flag.await();
                    if (execute.get() == 1) {
                        System.out.println(name + ": execute");
                    }
                });
            }
            waiting.await();
            String line = lines.next("the flag:");
            if ("true".equals(line)) {
                execute.set(1);
            } else {
                System.out.println("the flag stays down, and nobody executes");
            }
            flag.set();
            workers.join();
        }
    }
}
