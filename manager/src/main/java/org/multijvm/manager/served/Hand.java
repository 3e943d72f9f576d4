package org.multijvm.manager.served;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client has taken and not done, with the thread that took each. Guarded by the monitor of the queue.
 *
 * @param <E> what is taken
 */
final class Hand<E> {
    /** By thread, each the oldest first; no deque is empty. So that a thread finds its own at once, whatever others have. */
    private final Map<Long, ArrayDeque<Held<E>>> byThread = new HashMap<>();

    private long lastTurn;

    private record Held<E>(E element, long turn) {}

    void add(long thread, E element) {
        byThread.computeIfAbsent(thread, same -> new ArrayDeque<>()).add(new Held<>(element, ++lastTurn));
    }

    /** Takes out the oldest that the thread took, or, if it has none, the oldest that any took; null if the hand is empty. */
    @Nullable
    E removeOldest(long thread) {
        long of = thread;
        if (!byThread.containsKey(thread)) {
            long oldest = Long.MAX_VALUE;
            for (Map.Entry<Long, ArrayDeque<Held<E>>> each : byThread.entrySet()) {
                long turn = each.getValue().element().turn;
                if (turn < oldest) {
                    oldest = turn;
                    of = each.getKey();
                }
            }
        }
        ArrayDeque<Held<E>> held = byThread.get(of);
        if (held == null) {
            return null;
        }
        E element = held.remove().element;
        if (held.isEmpty()) {
            byThread.remove(of);
        }
        return element;
    }

    boolean isEmpty() {
        return byThread.isEmpty();
    }

    /** All that is in it, in no order. */
    List<E> all() {
        List<E> all = new ArrayList<>();
        byThread.values().forEach(held -> held.forEach(each -> all.add(each.element)));
        return all;
    }
}
