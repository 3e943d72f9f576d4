package org.multijvm.pool.jvm;

import java.util.concurrent.locks.ReentrantLock;
import org.multijvm.pool.engine.Lanes;
import org.multijvm.pool.engine.PinnedTasks;
import org.multijvm.pool.engine.WaitingTasks;

/**
 * What the one lock of a {@link Dispatcher} guards, for the parts of it that share it.
 *
 * @param waiting the tasks that no worker has
 * @param pins which of them have a key
 * @param lanes which of them a worker takes next
 * @param channels the workers there are
 * @param limits is told of the tasks that have any, and is the clock; it has a lock of its own
 */
record DispatchState(
        ReentrantLock lock,
        WaitingTasks<SentTask> waiting,
        PinnedTasks<SentTask> pins,
        Lanes<SentTask> lanes,
        ChannelTable channels,
        LimitTable limits) {
    /** Nothing waits, and there are no workers. */
    static DispatchState of(String pool, long intakeBytes, boolean refuseWhenFull, LimitTable limits) {
        ReentrantLock lock = new ReentrantLock();
        WaitingTasks<SentTask> waiting = new WaitingTasks<>(pool, lock, intakeBytes, refuseWhenFull);
        PinnedTasks<SentTask> pins = new PinnedTasks<>(waiting);
        return new DispatchState(lock, waiting, pins, new Lanes<>(waiting, pins), new ChannelTable(), limits);
    }
}
