package org.multijvm.cluster.wire;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Messages that want an answer. A wait ends with the answer, with the node that was asked, or after a time. Thread-safe. */
public final class Questions {
    /** The number of no question: nobody waits for the answer. */
    public static final long NONE = 0;

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Asked> asked = new ConcurrentHashMap<>();

    private record Asked(UUID node, CompletableFuture<Message> answer) {}

    /** Sends messages. */
    @FunctionalInterface
    public interface Sender {
        /**
         * Sends one.
         *
         * @throws IOException if the node has gone
         */
        void send(UUID to, Message message) throws IOException;
    }

    /**
     * Asks, and waits, however often it is interrupted; an interrupt stays pending.
     *
     * @param question makes it of its number
     * @throws IOException if no answer came
     */
    public <T extends Message> T ask(
            Sender sender, UUID to, LongFunction<? extends Message> question, Class<T> type, long nanos)
            throws IOException {
        long number = numbers.incrementAndGet();
        CompletableFuture<Message> answer = new CompletableFuture<>();
        asked.put(number, new Asked(to, answer));
        boolean interrupted = false;
        long deadline = System.nanoTime() + nanos;
        try {
            sender.send(to, question.apply(number));
            while (true) {
                try {
                    return type.cast(answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer came in time: node=" + to, e);
        } finally {
            asked.remove(number);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** An answer has come. */
    public void answered(UUID from, long question, Message answer) {
        Asked one = asked.get(question);
        if (one != null && one.node.equals(from)) {
            one.answer.complete(answer);
        }
    }

    /** A node gives no more answers. */
    public void left(UUID node) {
        for (Asked one : asked.values()) {
            if (one.node.equals(node)) {
                one.answer.completeExceptionally(new IOException("the node has gone: node=" + node));
            }
        }
    }
}
