package org.multijvm.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedMemory;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.launcher.JvmProcess;

/** A program that uses pools in its shutdown hooks, or leaves them to themselves, and ends as its second argument says. */
final class ShutdownMain {
    private static final int TASKS = 8;
    private static final int LARGE = 3_000_000;

    private ShutdownMain() {}

    /**
     * Runs it.
     *
     * @param arguments what the hook does; how it ends: main, exit, or by a signal of the test's
     */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "close" -> closeInHook(Pool.of(2), ShutdownMain::slow);
            case "close-threads" ->
                closeInHook(Pool.builder().workers(2).threads().start(), ShutdownMain::slow);
            case "leave" -> leave();
            case "first-use" -> hook(ShutdownMain::useAllForTheFirstTime);
            case "children" -> useChildrenInHook();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        switch (arguments[1]) {
            case "main" -> System.out.println("main ends");
            case "exit" -> System.exit(3);
            default -> {
                System.out.println("ready");
                Thread.sleep(Duration.ofMinutes(5).toMillis());
            }
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private static void hook(Body body) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                body.run();
            } catch (Exception e) {
                System.out.println("failed: " + e);
            }
        }));
    }

    private static void closeInHook(Pool pool, SerializableFunction<Integer, Integer> task)
            throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        List<AsyncResult<Integer>> results = new ArrayList<>();
        pool.apply(task, 0);
        for (int i = 0; i < TASKS; i++) {
            results.add(pool.applyAsync(
                    task, i, Callbacks.of(r -> done.incrementAndGet(), e -> System.out.println("failed: " + e))));
        }
        hook(() -> {
            int applied = pool.apply(ShutdownMain::slow, 40) + 2;
            pool.close();
            System.out.println(
                    "done=" + done + ", last=" + results.get(TASKS - 1).get() + ", applied=" + applied);
        });
    }

    /** Tasks run when it ends, with large arguments and results on their way. */
    private static void leave() throws Exception {
        Pool pool = Pool.of(2);
        for (int i = 0; i < TASKS; i++) {
            pool.applyAsync(bytes -> large(bytes.length), new byte[LARGE]);
        }
        pool.imapUnordered(bytes -> large(bytes.length), List.of(new byte[LARGE]))
                .next();
        pool.applyAsync(ShutdownMain::spin, 0);
        SharedArray.ofInts(1, 2, 3);
        SharedMemory.create("left-by-" + ProcessHandle.current().pid(), 100);
    }

    private static void useAllForTheFirstTime() throws Exception {
        try (Pool pool = Pool.of(1)) {
            System.out.println("pool=" + pool.apply(ShutdownMain::slow, 5));
        }
        System.out.println("shared=" + Pool.shared().apply(ShutdownMain::slow, 6));
        try (SimpleQueue<Integer> queue = SimpleQueue.create()) {
            JvmProcess process = JvmProcess.start(() -> queue.put(7));
            System.out.println("queue=" + queue.take());
            process.join();
            System.out.println("exit=" + process.exit());
        }
        SharedMemory memory =
                SharedMemory.create("first-" + ProcessHandle.current().pid(), 100);
        memory.buffer().putInt(0, 8);
        SharedMemory same = SharedMemory.attach(memory.name());
        System.out.println("memory=" + same.buffer().getInt(0));
    }

    /** A daemon child, which nobody but this hook waits for. */
    private static void useChildrenInHook() throws Exception {
        SimpleQueue<Integer> questions = SimpleQueue.create();
        SimpleQueue<Integer> answers = SimpleQueue.create();
        JvmProcess.builder(() -> {
                    while (true) {
                        answers.put(questions.take() + 1);
                    }
                })
                .daemon(true)
                .start();
        hook(() -> {
            questions.put(41);
            System.out.println("answer=" + answers.take());
        });
    }

    private static int slow(int n) throws InterruptedException {
        Thread.sleep(100);
        return n;
    }

    private static byte[] large(int bytes) throws InterruptedException {
        Thread.sleep(20);
        return new byte[bytes];
    }

    @SuppressWarnings("unused")
    private static int spin(int n) {
        long x = n;
        while (x != -1) {
            x = x * 31 + System.nanoTime() & 0xffff;
        }
        return n;
    }
}
