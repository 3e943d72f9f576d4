package org.multijvm.examples;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.ipc.sync.Locked;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.WaitingJvm;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.Manager;
import org.multijvm.manager.Pipeline;
import org.multijvm.pool.Callbacks;
import org.multijvm.pool.EachWorker;
import org.multijvm.pool.Pool;
import org.multijvm.pool.PoolWorker;
import org.multijvm.pool.Progress;
import org.multijvm.pool.ProgressUpdate;
import org.multijvm.pool.ResultIterator;
import org.multijvm.pool.Settled;
import org.multijvm.pool.task.Unfinished;
import org.multijvm.queue.PutOptions;
import org.multijvm.queue.SharedJoinableQueue;
import org.multijvm.queue.SharedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each example of the library's Javadoc, word by word, so that one that does not compile breaks the build; {@link JavadocExamplesTest} looks that none is missing. They are not run: what they show is tested elsewhere. What they
 * name besides stands at the end.
 */
@SuppressWarnings({"unused", "try", "FutureReturnValueIgnored", "CheckReturnValue", "SystemOut", "resource"})
abstract class JavadocExamples {
    private final Pool pool = Pool.of(1);
    private final Manager manager = Manager.start();
    private final Logger log = LoggerFactory.getLogger(JavadocExamples.class);
    private final List<Page> index = List.of();
    private final LongAdder failures = new LongAdder();
    private final List<String> urls = List.of();
    private final String url = "";

    void threadDump() throws Exception {
        System.err.println(pool.threadDump());
    }

    void withOptions() throws Exception {
        pool.with(pool.taskOptions().toBuilder()
                        .timeLimit(Duration.ofSeconds(2))
                        .build())
                .apply(Pages::fetch, url);
    }

    void withProgress(List<Path> files) throws Exception {
        pool.with(Progress.bar("thumbnails")).map(Pictures::shrink, files);
    }

    void withCallback() {
        pool.applyAsync(Pages::fetch, url, page -> System.out.println(page.title()));
    }

    void generate(String path) {
        try (ResultIterator<Row> rows = pool.generate(sink -> {
            try (Table table = Table.open(path)) {
                while (table.next()) {
                    sink.put(table.row());
                }
            }
        })) {
            rows.stream().limit(1000).forEach(System.out::println);
        }
    }

    void onEachWorker() throws Exception {
        pool.onEachWorker(Models::unload).forEach((worker, bytes) -> log.info("{} gave back {}", worker, bytes));
    }

    void onEachWorkerFromNowOn() throws Exception {
        EachWorker<Integer> loaded = pool.onEachWorkerFromNowOn(Models::load);
        loaded.await();
    }

    void eachWorker() throws Exception {
        EachWorker<Integer> loaded = pool.onEachWorkerFromNowOn(Models::load);
        loaded.await().forEach((worker, models) -> log.info("{}: {}", worker, models));
    }

    void close() throws Exception {
        Unfinished left = pool.close(Duration.ofSeconds(20));
        if (!left.isEmpty()) {
            log.warn("ended before their time: {}", left);
        }
    }

    void callbacks() {
        pool.applyAsync(Pages::fetch, url, page -> index.add(page));
        pool.applyAsync(Pages::fetch, url, Callbacks.onError(e -> failures.increment()));
        pool.applyAsync(Pages::fetch, url, Callbacks.of(index::add, e -> failures.increment()));
    }

    void jvmArguments() {
        Pool.builder().jvmArguments("-Xss4m", "--enable-preview").start();
    }

    void poolWorker(List<Row> rows) throws Exception {
        pool.map(
                row -> {
                    PoolWorker worker = PoolWorker.current().orElseThrow();
                    Model model = worker.shared("model", Model.class);
                    Connection database = worker.get("database", Connection.class, () -> connect(worker.id()));
                    return model.score(row, database);
                },
                rows);
    }

    void progress(SerializableFunction<String, Integer> f, List<String> items) {
        AtomicReference<ProgressUpdate> latest = new AtomicReference<>();
        pool.with(Progress.to(latest::set)).mapAsync(f, items);
    }

    void settled() throws Exception {
        for (Settled<Page> page : pool.map(Settled.of(Pages::fetch), urls)) {
            page.error().ifPresent(thrown -> log.warn("not fetched: {}", urls.get((int) page.index()), thrown));
        }
    }

    void priority() throws Exception {
        Pool urgent = pool.with(pool.taskOptions().toBuilder().priority(1).build());
        urgent.apply(Pages::fetch, url); // although a thousand others wait
    }

    void affinity(String text) throws Exception {
        Pool german = pool.with(pool.taskOptions().toBuilder().affinity("de").build());
        german.apply(Models::translate, text); // where "de" is loaded already
    }

    void receive(org.multijvm.ipc.channel.Connection connection) throws Exception {
        String greeting = connection.recv(String.class);
    }

    void stream(org.multijvm.ipc.channel.Connection connection) {
        long words = connection.stream(String.class)
                .mapToLong(line -> line.split(" ").length)
                .sum();
    }

    void simpleQueue() throws Exception {
        try (SimpleQueue<String> queue = SimpleQueue.create()) {
            JvmProcess.start(() -> queue.put("hello"));
            System.out.println(queue.take());
        }
    }

    void locked() {
        var account = Locked.of(SharedArray.ofLongs(100, 0));
        try (var hold = account.lock().hold()) {
            account.get().set(0, account.get().get(0) - 10);
            account.get().set(1, account.get().get(1) + 10);
        }
    }

    void condition(BlockingQueue<String> queue) throws Exception {
        SharedCondition filled = SharedCondition.create();
        filled.lock().lock();
        try {
            while (queue.isEmpty()) {
                filled.await();
            }
        } finally {
            filled.lock().unlock();
        }
    }

    static void prepare() {}

    static void run() {}

    static void prepareHere() {}

    static void runHere() {}

    void barrier() throws InterruptedException, BrokenBarrierException {
        SharedBarrier barrier = SharedBarrier.create(2);
        JvmProcess.start(() -> {
            prepare();
            barrier.await();
            run();
        });
        prepareHere();
        barrier.await();
        runHere();
    }

    void manager(List<String> words) throws Exception {
        try (Manager manager = Manager.start();
                Pool pool = Pool.of(4)) {
            ManagedDict<String, Integer> counts = manager.dict();
            pool.map((String word) -> counts.merge(word, 1, Integer::sum), words);
            System.out.println(counts.copy());
        }
    }

    void managedQueue(JoinableQueue<String> pages) throws Exception {
        String page = pages.take();
        render(page);
        pages.taskDone();
    }

    void managedPool(List<Path> frames) throws Exception {
        try (Pool pool = manager.pool(8)) {
            pool.map(Frames::render, frames);
        }
    }

    void pipeline() throws Exception {
        ManagedDict<Integer, String> dict = manager.dict("squares");
        try (Pipeline pipeline = manager.pipeline()) {
            for (int i = 0; i < 10_000; i++) {
                int key = i;
                pipeline.add(() -> dict.put(key, "" + key * key));
            }
        }
    }

    void putOptions(SharedJoinableQueue<Object> queue, Order order, String reminder) throws Exception {
        queue.put(order, PutOptions.DEFAULT.withPriority(2).withKey(order.id()));
        queue.put(reminder, PutOptions.DEFAULT.withDelay(Duration.ofHours(1)));
    }

    void joinable(Path folder) throws Exception {
        try (SharedJoinableQueue<Order> orders = SharedJoinableQueue.open(folder)) {
            Order order = orders.take();
            ship(order);
            orders.taskDone();
        }
    }

    void durable() throws Exception {
        try (SharedQueue<String> queue = SharedQueue.create()) {
            JvmProcess.start(() -> queue.put("hello"));
            System.out.println(queue.take());
        }
        try (SharedQueue<String> orders = SharedQueue.open(Path.of("/var/lib/shop/orders"))) {
            orders.put("order 1"); // there after a restart
        }
    }

    void process() throws Exception {
        JvmProcess process = JvmProcess.start(() ->
                System.out.println("hello from " + JvmProcess.currentProcess().name()));
        process.join();
    }

    void waiting(JvmOptions options) throws Exception {
        try (WaitingJvm waiting = WaitingJvm.start(options, Jobs::rehearse)) {
            String plan = Files.readString(Path.of("plan")); // the JVM comes up meanwhile
            JvmProcess.builder(() -> Jobs.run(plan))
                    .options(options)
                    .in(waiting)
                    .start();
        }
    }

    void keep() throws IOException {
        JvmProcess.keep(new ProcessBuilder("my-server")).inheritIO().start();
    }

    // what the examples name of a program

    record Page(String title) implements Serializable {}

    record Row(int number) implements Serializable {}

    record Order(String id) implements Serializable {}

    private static Connection connect(int id) {
        throw new UnsupportedOperationException("id=" + id);
    }

    private static void render(String page) {}

    private static void ship(Order order) {}

    private static final class Pages {
        static Page fetch(String url) {
            return new Page(url);
        }
    }

    private static final class Jobs {
        static void rehearse() {}

        static void run(String plan) {}
    }

    private static final class Pictures {
        static int shrink(Path file) {
            return file.getNameCount();
        }
    }

    private static final class Frames {
        static int render(Path file) {
            return file.getNameCount();
        }
    }

    private static final class Models {
        static int load() {
            return 1;
        }

        static long unload() {
            return 1;
        }

        static String translate(String text) {
            return text;
        }
    }

    /** To a database. */
    private interface Connection extends AutoCloseable {}

    private interface Model {
        double score(Row row, Connection database);
    }

    private static final class Table implements AutoCloseable {
        static Table open(String path) {
            return new Table();
        }

        boolean next() {
            return false;
        }

        Row row() {
            return new Row(1);
        }

        @Override
        public void close() {}
    }
}
