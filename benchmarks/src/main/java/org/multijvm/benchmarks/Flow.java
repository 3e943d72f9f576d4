package org.multijvm.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;

/** A producer JVM and a consumer JVM that send messages through something as often as they are told to. */
final class Flow {
    private static final long PATIENCE_SECONDS = 120;

    private final SimpleQueue<Integer> toProducer = SimpleQueue.create(1024);
    private final SimpleQueue<Integer> toConsumer = SimpleQueue.create(1024);
    private final SimpleQueue<Double> rates = SimpleQueue.create(1024);
    private final List<JvmProcess> processes;

    /**
     * Starts both.
     *
     * @param produce sends so many messages, numbered from 0
     * @param consume receives as many, checks them, and gives messages a second from the first one on
     */
    Flow(JvmOptions options, SerializableConsumer<Integer> produce, SerializableFunction<Integer, Double> consume) {
        SimpleQueue<Integer> producers = toProducer;
        SimpleQueue<Integer> consumers = toConsumer;
        SimpleQueue<Double> results = rates;
        processes = List.of(
                JvmProcess.builder(() -> produceOnOrder(producers, produce))
                        .options(options)
                        .start(),
                JvmProcess.builder(() -> consumeOnOrder(consumers, results, consume))
                        .options(options)
                        .start());
    }

    /** Has them send so many messages, and gives the rate. */
    double measure(int messages) throws InterruptedException {
        begin(messages);
        return await();
    }

    /** Has them begin to send so many messages. */
    void begin(int messages) throws InterruptedException {
        toConsumer.put(messages);
        toProducer.put(messages);
    }

    /** What the consumer gives when it has received all. */
    double await() throws InterruptedException {
        Double rate = rates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (rate == null) {
            throw new IllegalStateException("no rate came: processes=" + processes);
        }
        return rate;
    }

    /** That the numbers of all messages have come. */
    static void check(long sum, int messages) {
        if (sum != (long) messages * (messages - 1) / 2) {
            throw new IllegalStateException("not the messages that were sent: messages=" + messages + ", sum=" + sum);
        }
    }

    /** Ends both. */
    void end() throws InterruptedException {
        toProducer.shutdown();
        toConsumer.shutdown();
        for (JvmProcess process : processes) {
            process.join();
        }
        toProducer.close();
        toConsumer.close();
        rates.close();
    }

    private static void produceOnOrder(SimpleQueue<Integer> orders, SerializableConsumer<Integer> produce)
            throws Exception {
        for (Integer order = next(orders); order > 0; order = next(orders)) {
            produce.accept(order);
        }
    }

    private static void consumeOnOrder(
            SimpleQueue<Integer> orders, SimpleQueue<Double> rates, SerializableFunction<Integer, Double> consume)
            throws Exception {
        for (Integer order = next(orders); order > 0; order = next(orders)) {
            rates.put(consume.apply(order));
        }
    }

    /** 0 once there will be none any more. */
    private static int next(SimpleQueue<Integer> orders) throws InterruptedException {
        try {
            return orders.take();
        } catch (org.multijvm.ipc.queue.QueueShutDownException end) {
            return 0;
        }
    }
}
