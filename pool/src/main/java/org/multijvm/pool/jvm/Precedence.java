package org.multijvm.pool.jvm;

import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Lanes;
import org.multijvm.pool.engine.WaitingTasks;

/**
 * What priorities mean for tasks that workers are fed ahead: the part of the {@link Dispatcher} that knows of them, under its lock. Where no task has one it
 * does nothing.
 *
 * <p>A task with a worker has its place there, and the worker may be at a long one. So of what outranks others nothing is fed ahead, but to a worker
 * whose tasks are so short that it would lose more by waiting for each: the worker that first has nothing left takes what is first then. And what a worker has been fed
 * ahead and not started gives way to what outranks it.
 */
final class Precedence {
    /** A worker that is fed so many at most has tasks of nearly 0.1 ms and more, or few were measured yet. */
    private static final int SHORT_WINDOW = (int) (WorkerChannel.AHEAD_NANOS / 80_000);

    private final WaitingTasks<SentTask> waiting;
    private final Lanes<SentTask> lanes;

    /** @param lanes where a task that was taken back waits again */
    Precedence(WaitingTasks<SentTask> waiting, Lanes<SentTask> lanes) {
        this.waiting = waiting;
        this.lanes = lanes;
    }

    /** Whether the task is not to be sent to this worker, since another one may be idle before. */
    boolean keepsBack(SentTask task, WorkerChannel channel) {
        return mayOutrank(task) && channel.live() > 0 && channel.window() <= SHORT_WINDOW;
    }

    /** Whether there were tasks of lower priority. Needs no lock for a task that was just added. */
    boolean mayOutrank(SentTask task) {
        return waiting.isRanked() && task.options().priority() > waiting.lowestPriority();
    }

    /** Lets wait again what a worker has not started and the one outranks that is to be taken next; null if none is. */
    void giveWay(WorkerChannel channel, @Nullable SentTask first) {
        if (first == null || !waiting.isRanked() || !isSlow(channel)) {
            return;
        }
        for (long place = channel.end() - 1; place >= channel.begin(); place--) {
            if (isOutranked(channel.sent(place), first)) {
                SentTask back = channel.revoke(place);
                if (back != null) {
                    lanes.waitAgain(back);
                }
            }
        }
    }

    private static boolean isOutranked(@Nullable SentTask task, SentTask by) {
        return task != null
                && task.only == null
                && task.options().priority() < by.options().priority();
    }

    /** Whether it is worth it: what is fed ahead is worth some milliseconds at most, unless the worker has met a long task meanwhile. */
    private static boolean isSlow(WorkerChannel channel) {
        return channel.live() > 1 && (channel.live() <= SHORT_WINDOW || channel.window() <= SHORT_WINDOW);
    }
}
