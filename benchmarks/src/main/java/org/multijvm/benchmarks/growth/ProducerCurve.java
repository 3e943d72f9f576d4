package org.multijvm.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;
import org.multijvm.queue.SharedQueue;

/** One queue between ever more producers and consumers, each a JVM of its own. */
final class ProducerCurve implements Curve {
    private static final int MESSAGES = 160_000;
    private static final long PATIENCE_SECONDS = 60;
    private static final long WORKER_BYTES = 250L << 20;

    @Override
    public String name() {
        return "producers";
    }

    @Override
    public String title() {
        return "160,000 `int`s through one queue, from producers to as many consumers, each a JVM of its own and each with its share of them; from the order to the end of the last one.";
    }

    @Override
    public Scale scale() {
        return Scale.PAIRS;
    }

    @Override
    public List<Series> series() {
        return List.of(
                new Series("SimpleQueue", Series.Unit.PER_SECOND), new Series("SharedQueue", Series.Unit.PER_SECOND));
    }

    @Override
    public List<Long> points() {
        return List.of(1L, 2L, 4L, 8L, 16L);
    }

    @Override
    public long memory(long x) {
        return 2 * x * WORKER_BYTES;
    }

    @Override
    public Point open(long x) throws Exception {
        int pairs = Math.toIntExact(x);
        Pool pool = Pool.of(2 * pairs);
        Check.same(pool.onEachWorker(() -> 1).size(), 2L * pairs);
        SimpleQueue<Integer> simple = SimpleQueue.create();
        SharedQueue<Integer> durable = SharedQueue.create();
        return new Point() {
            @Override
            public double[] measure() throws Exception {
                double bySimple =
                        flow(pool, pairs, first -> produce(simple, first, pairs), () -> consume(simple, pairs));
                double byDurable =
                        flow(pool, pairs, first -> produce(durable, first, pairs), () -> consume(durable, pairs));
                return new double[] {bySimple, byDurable};
            }

            @Override
            public void close() {
                pool.close();
                simple.close();
                durable.close();
            }
        };
    }

    private static double flow(
            Pool pool, int pairs, SerializableFunction<Integer, Long> produce, SerializableCallable<Long> consume)
            throws Exception {
        List<AsyncResult<Long>> produced = new ArrayList<>();
        List<AsyncResult<Long>> consumed = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < pairs; i++) {
            consumed.add(pool.applyAsync(consume));
            produced.add(pool.applyAsync(produce, i));
        }
        long sum = 0;
        for (AsyncResult<Long> result : consumed) {
            sum += result.get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        for (AsyncResult<Long> result : produced) {
            sum -= result.get();
        }
        Check.same(sum, 0);
        return MESSAGES / seconds;
    }

    /** Puts the numbers first, first + step and so on; gives their sum. */
    private static long produce(BlockingQueue<Integer> queue, int first, int step) throws InterruptedException {
        long sum = 0;
        for (int i = first; i < MESSAGES; i += step) {
            queue.put(i);
            sum += i;
        }
        return sum;
    }

    /** Takes the share of one of so many consumers; gives the sum of it. */
    private static long consume(BlockingQueue<Integer> queue, int consumers) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < MESSAGES / consumers; i++) {
            Integer taken = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (taken == null) {
                throw new IllegalStateException("no message came: taken=" + i);
            }
            sum += taken;
        }
        return sum;
    }
}
