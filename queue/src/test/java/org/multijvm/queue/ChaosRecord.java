package org.multijvm.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What consumers said that they took: finds what came twice, out of order, or never. Thread-safe. */
final class ChaosRecord {
    private final boolean joinable;

    /** By producer and number: the deliveries that were seen, and by which of them the message was done, or 0. */
    private final Map<Integer, TreeMap<Long, Seen>> seen = new TreeMap<>();

    private final List<String> wrong = new ArrayList<>();

    private static final class Seen {
        private final List<Integer> deliveries = new ArrayList<>();
        private int done;
    }

    ChaosRecord(boolean joinable) {
        this.joinable = joinable;
    }

    synchronized void producer(int id) {
        seen.put(id, new TreeMap<>());
    }

    synchronized void isWrong(String what) {
        wrong.add(what);
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    Consumer consumer() {
        return new Consumer();
    }

    /** What one consumer tells. Confined to one thread. */
    final class Consumer {
        private final Map<Integer, Long> last = new HashMap<>();

        void told(int producer, long number, int deliveries, boolean done) {
            if (!joinable || !done) {
                long before = last.getOrDefault(producer, -1L);
                if (number <= before && deliveries == 1) {
                    isWrong("out of order: producer=" + producer + ", number=" + number + ", before=" + before);
                }
                last.put(producer, Math.max(before, number));
            }
            synchronized (ChaosRecord.this) {
                Seen message = seen.get(producer).computeIfAbsent(number, any -> new Seen());
                if (!joinable || !done) {
                    if (message.deliveries.contains(deliveries)) {
                        wrong.add("twice: producer=" + producer + ", number=" + number + ", deliveries=" + deliveries);
                    }
                    message.deliveries.add(deliveries);
                }
                if (done) {
                    message.done = deliveries;
                }
            }
        }
    }

    synchronized long count() {
        return seen.values().stream().mapToLong(Map::size).sum();
    }

    /** How many were seen more than once, each time but the first marked as such. */
    synchronized long again() {
        return seen.values().stream()
                .flatMap(messages -> messages.values().stream())
                .filter(message -> message.deliveries.size() > 1)
                .count();
    }

    /**
     * How many were put, or must have been since later ones came, and never came.
     *
     * @param done how many each producer says that it has put
     */
    synchronized long missing(long[] done) {
        long missing = 0;
        for (Map.Entry<Integer, TreeMap<Long, Seen>> producer : seen.entrySet()) {
            TreeMap<Long, Seen> came = producer.getValue();
            long last = came.isEmpty() ? 0 : came.lastKey() + 1;
            if (last > done[producer.getKey()] + 1) {
                wrong.add("never put: producer=" + producer.getKey() + ", number=" + (last - 1));
            }
            missing += Math.max(last, done[producer.getKey()]) - came.size();
            for (Map.Entry<Long, Seen> message : came.entrySet()) {
                Seen state = message.getValue();
                if (state.done != 0 && state.deliveries.stream().anyMatch(delivery -> delivery > state.done)) {
                    wrong.add("delivered after it was done: producer=" + producer.getKey() + ", number="
                            + message.getKey());
                }
            }
        }
        return missing;
    }
}
