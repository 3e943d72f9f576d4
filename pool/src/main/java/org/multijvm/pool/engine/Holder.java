package org.multijvm.pool.engine;

import org.jspecify.annotations.Nullable;

/**
 * A worker for which tasks may wait that no other one is to take. Under the lock of its {@link WaitingTasks}.
 *
 * @param <T> the engine's own kind of task
 */
public interface Holder<T extends WorkItem<T>> {
    /** Whether it may be given tasks, now or when it has ended what it has. */
    boolean takes();

    /** How many tasks it has. */
    int live();

    /** What waits for it. */
    Board<T> board();

    /**
     * The first of the tasks that it has been fed ahead and not started that is over its patience, taken back; null if there is none.
     *
     * @param now by the clock of {@link PinnedTasks}
     */
    default @Nullable T takeBackOverdue(long now) {
        return null;
    }

    /** When the first of the tasks that it has been fed ahead is over its patience that is not yet; {@link Long#MAX_VALUE} if none will be. */
    default long firstDue(long now) {
        return Long.MAX_VALUE;
    }

    /** What waits for one worker. */
    final class Board<T extends WorkItem<T>> {
        /** What it is to run before all else since it has come: see {@link Engine#onEachWorker}. Nobody waits for that: a pool that is closed may end before. */
        public final Lane<T> standing;

        /** What it is to run before all else then. */
        public final Lane<T> orders;

        /** Tasks whose key it has. */
        public final Lane<T> keyed;

        /** How many keys it has. */
        int keys;

        /** How many tasks it has taken, for {@link PinnedTasks#isKeyedNext}. */
        long taken;

        /** Nothing waits yet. */
        public Board(WaitingTasks<T> waiting) {
            standing = waiting.newLane(true);
            orders = waiting.newLane(false);
            keyed = waiting.newLane(false);
        }

        /** It has been given a task. */
        public void tookOne() {
            taken++;
        }

        /** Whether nothing waits for it. */
        boolean isEmpty() {
            return standing.isEmpty() && orders.isEmpty() && keyed.isEmpty();
        }

        /** The lane of what it is to run next before all else; {@link #orders} if there is nothing. */
        public Lane<T> firstOrders() {
            return standing.isEmpty() ? orders : standing;
        }

        /** Its worker is gone, and nothing waits for it. */
        public void drop(WaitingTasks<T> waiting) {
            waiting.dropLane(standing);
            waiting.dropLane(orders);
            waiting.dropLane(keyed);
        }
    }
}
