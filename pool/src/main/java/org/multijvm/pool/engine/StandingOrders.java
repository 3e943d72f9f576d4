package org.multijvm.pool.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * What each worker is to run once: now, and when it comes. Thread-safe.
 *
 * <p>An order is first among those that stand, and then given to the workers that are there; a worker is first among those that are there, and then given all that stand. So none is left out; and one that comes in
 * that moment is given it once, since the second of the two finds that it {@linkplain Order#claims has been}.
 *
 * @param <W> the engine's workers, compared by identity
 */
public final class StandingOrders<W> {
    private final List<Order<W>> standing = new CopyOnWriteArrayList<>();
    private final Way<W> way;

    /** How a worker gets an order. */
    public interface Way<W> {
        /**
         * Submits a task of the order to a worker. What fails but this fails the task, too.
         *
         * @param mayBlock whether it may block while too much waits; if not, it throws nothing
         * @return false if the worker is gone; then the task has failed
         */
        boolean submit(W worker, WorkerOrder order, boolean mayBlock) throws InterruptedException;
    }

    /** One, and the workers that had it of those that are there. */
    private static final class Order<W> {
        final WorkerOrder given;

        /** Guarded by itself. */
        private final Set<W> had = new HashSet<>();

        Order(WorkerOrder given) {
            this.given = given;
        }

        /** True the first time. */
        boolean claims(W worker) {
            synchronized (had) {
                return had.add(worker);
            }
        }

        void forget(W worker) {
            synchronized (had) {
                had.remove(worker);
            }
        }
    }

    /** None so far. */
    public StandingOrders(Way<W> way) {
        this.way = way;
    }

    /**
     * Gives an order to all workers that are there.
     *
     * @param later whether it stands from now on
     * @param present who is there, asked once it stands
     * @return takes it off again
     */
    public Runnable give(WorkerOrder given, boolean later, Supplier<List<W>> present) throws InterruptedException {
        Order<W> order = new Order<>(given);
        if (later) {
            standing.add(order);
        }
        boolean taken = false;
        try {
            for (W worker : present.get()) {
                submit(worker, order, true);
            }
            taken = true;
        } finally {
            if (!taken) {
                standing.remove(order);
            }
        }
        return () -> standing.remove(order);
    }

    /** A worker is among those that are there, and has run nothing. Does not block. */
    public void begin(W worker) {
        for (Order<W> order : standing) {
            try {
                submit(worker, order, false);
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
        }
    }

    /** A worker is gone. */
    public void forget(W worker) {
        for (Order<W> order : standing) {
            order.forget(worker);
        }
    }

    private void submit(W worker, Order<W> order, boolean mayBlock) throws InterruptedException {
        if (order.claims(worker) && !way.submit(worker, order.given, mayBlock)) {
            order.forget(worker);
        }
    }
}
