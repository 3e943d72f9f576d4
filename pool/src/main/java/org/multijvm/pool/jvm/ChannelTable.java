package org.multijvm.pool.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The channels of the workers there are. Changed under the dispatcher's lock, as a whole, and read without. */
final class ChannelTable {
    private volatile WorkerChannel[] all = {};

    WorkerChannel[] all() {
        return all;
    }

    void add(WorkerChannel channel) {
        WorkerChannel[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = channel;
        all = more;
    }

    boolean contains(WorkerChannel channel) {
        for (WorkerChannel each : all) {
            if (each == channel) {
                return true;
            }
        }
        return false;
    }

    void remove(WorkerChannel channel) {
        List<WorkerChannel> rest = new ArrayList<>(Arrays.asList(all));
        rest.remove(channel);
        all = rest.toArray(new WorkerChannel[0]);
    }

    /** The worker with the fewest tasks among those that should have more, or null. */
    @Nullable
    WorkerChannel freest() {
        WorkerChannel best = null;
        int least = Integer.MAX_VALUE;
        for (WorkerChannel channel : all) {
            int live = channel.live();
            if (live < least && live < channel.window() && channel.takes()) {
                best = channel;
                least = live;
            }
        }
        return best;
    }

    /** All those that should have more. */
    List<WorkerChannel> withRoom() {
        List<WorkerChannel> some = new ArrayList<>();
        for (WorkerChannel channel : all) {
            if (channel.live() < channel.window() && channel.takes()) {
                some.add(channel);
            }
        }
        return some;
    }

    List<WorkerChannel> list() {
        return Arrays.asList(all);
    }

    /** Whether any has nothing to do. */
    boolean anyIdle() {
        for (WorkerChannel channel : all) {
            if (channel.live() == 0 && channel.takes()) {
                return true;
            }
        }
        return false;
    }

    /** The worker with the most tasks, if it is another one than this and has more than it can be at, or null. */
    @Nullable
    WorkerChannel fullestBut(WorkerChannel idle) {
        WorkerChannel fullest = null;
        for (WorkerChannel channel : all) {
            if (channel != idle && channel.live() > 1 && (fullest == null || channel.live() > fullest.live())) {
                fullest = channel;
            }
        }
        return fullest;
    }

    /** How many workers have tasks. */
    int atWork() {
        int some = 0;
        for (WorkerChannel channel : all) {
            some += channel.live() > 0 ? 1 : 0;
        }
        return some;
    }

    /** Whether any worker has more tasks than the one it may be at. */
    boolean anyFedAhead() {
        for (WorkerChannel channel : all) {
            if (channel.live() > 1) {
                return true;
            }
        }
        return false;
    }

    /** How many tasks the workers have in all. */
    int live() {
        int live = 0;
        for (WorkerChannel channel : all) {
            live += channel.live();
        }
        return live;
    }

    /**
     * By the collector: lets the workers sleep in the kernel, now that this JVM can wake them.
     *
     * @return true once every worker, and there is one, can ring the doorbell of a collector that does so, too
     */
    boolean canWake() {
        WorkerChannel[] now = all;
        boolean can = now.length > 0;
        for (WorkerChannel channel : now) {
            channel.tellCanWake();
            can &= channel.answers.workerCanWake();
        }
        return can;
    }
}
