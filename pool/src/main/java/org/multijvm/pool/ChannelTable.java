package org.multijvm.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The channels to the workers there are. Changed and chosen from under the dispatcher's lock, read without. */
final class ChannelTable {
    /** Replaced as a whole. */
    private volatile WorkerChannel[] channels = {};

    WorkerChannel[] all() {
        return channels;
    }

    void add(WorkerChannel channel) {
        WorkerChannel[] more = Arrays.copyOf(channels, channels.length + 1);
        more[channels.length] = channel;
        channels = more;
    }

    /** False if it is not there. */
    boolean remove(WorkerChannel channel) {
        List<WorkerChannel> rest = new ArrayList<>(Arrays.asList(channels));
        boolean wasThere = rest.remove(channel);
        channels = rest.toArray(new WorkerChannel[0]);
        return wasThere;
    }

    /** The worker with the fewest tasks, if it has fewer than it should be fed ahead. */
    @Nullable
    WorkerChannel freest() {
        WorkerChannel best = null;
        int least = Integer.MAX_VALUE;
        for (WorkerChannel channel : channels) {
            int live = channel.live();
            if (channel.takesTasks() && live < least && live < channel.window()) {
                best = channel;
                least = live;
            }
        }
        return best;
    }

    /** The worker with the most tasks, if it has one more than it can be running. */
    @Nullable
    WorkerChannel fullestBut(WorkerChannel other) {
        WorkerChannel fullest = null;
        for (WorkerChannel channel : channels) {
            if (channel != other && channel.live() > 1 && (fullest == null || channel.live() > fullest.live())) {
                fullest = channel;
            }
        }
        return fullest;
    }

    boolean areIdle() {
        for (WorkerChannel channel : channels) {
            if (channel.live() > 0) {
                return false;
            }
        }
        return true;
    }

    /** True once every worker, and there is one, can ring the doorbell of a collector that sleeps in the kernel. */
    boolean canWake() {
        WorkerChannel[] all = channels;
        for (WorkerChannel channel : all) {
            if (!channel.answers.workerCanWake()) {
                return false;
            }
        }
        return all.length > 0;
    }
}
