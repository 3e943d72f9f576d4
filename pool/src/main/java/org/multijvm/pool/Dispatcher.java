package org.multijvm.pool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker gets which task when; owns the tasks that wait.
 *
 * <p>Under its one lock a submitter writes straight into a worker's ring, or appends to the tasks that wait, which it does as soon
 * as one waits or every worker has as many as it should be fed ahead. The collector sends what waits as answers come in. An idle
 * worker takes back half of what the fullest one was sent and has not started: so no task waits for a busy worker while another
 * one is idle, however long the busy one's task takes.
 *
 * <p>Intake is {@code OPEN}, then {@code CLOSED} for ever; a closed dispatcher still gives out what it has.
 */
final class Dispatcher {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final WaitingTasks waiting;
    private final Runnable whenDrained;
    private boolean closed;
    private @Nullable RejectedExecutionException broken;

    /** Replaced as a whole under the lock, read without. */
    private volatile WorkerChannel[] channels = {};

    /**
     * @param intakeBytes how much may wait before a submitter must
     * @param refuseWhenFull whether a submitter is refused instead
     * @param whenDrained called under the lock, each time a closed dispatcher is found to have nothing left
     */
    Dispatcher(long intakeBytes, boolean refuseWhenFull, Runnable whenDrained) {
        this.waiting = new WaitingTasks(room, intakeBytes, refuseWhenFull);
        this.whenDrained = whenDrained;
    }

    WaitingTasks.Load waiting() {
        lock.lock();
        try {
            return waiting.load();
        } finally {
            lock.unlock();
        }
    }

    WorkerChannel[] channels() {
        return channels;
    }

    /**
     * Takes a task whose body the encoder holds; sends it, or lets it wait. Blocks while too much waits.
     *
     * @throws RejectedExecutionException if the intake is closed, or full and set to refuse
     * @throws InterruptedException if interrupted while too much waits; then the task was not taken
     */
    void submit(Task task, BodyEncoder encoder, boolean mayBlock) throws InterruptedException {
        WorkerChannel chosen;
        lock.lock();
        try {
            checkOpen();
            ByteBuffer body = encoder.body();
            if (mayBlock) {
                waiting.awaitRoom(Task.weightOf(body.remaining()), this::checkOpen);
            }
            task.encoded(encoder);
            chosen = waiting.isEmpty() ? freest() : null;
            if (chosen == null || !chosen.send(task, body)) {
                chosen = null;
                task.keep(body);
                waiting.append(task);
            }
        } finally {
            lock.unlock();
        }
        if (chosen != null) {
            chosen.wake();
        }
    }

    /** A worker that has been started; it gets tasks from when it is ready. */
    void add(WorkerChannel channel) {
        lock.lock();
        try {
            WorkerChannel[] more = Arrays.copyOf(channels, channels.length + 1);
            more[channels.length] = channel;
            channels = more;
        } finally {
            lock.unlock();
        }
    }

    void ready(WorkerChannel channel) {
        channel.ready = true;
        refill(channel);
    }

    /** By the collector, after it has taken answers of this worker: gives it more to do if it runs low. */
    void answered(WorkerChannel channel) {
        int live = channel.live();
        if (live == 0 || (waiting.any() && live <= channel.window() / 2) || closed) {
            refill(channel);
        }
    }

    /**
     * The worker is dead and its last answers are taken: what it had not started waits again, in front of all others.
     *
     * @return the task it was running, or null
     */
    @Nullable
    Task remove(WorkerChannel channel) {
        lock.lock();
        try {
            List<WorkerChannel> rest = new ArrayList<>(Arrays.asList(channels));
            rest.remove(channel);
            channels = rest.toArray(new WorkerChannel[0]);
            Task running = null;
            for (long place = channel.end() - 1; place >= channel.begin(); place--) {
                Task task = channel.revoke(place);
                if (task != null) {
                    waiting.prepend(task);
                } else if (running == null) {
                    running = channel.started(place);
                }
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what waits to whoever has room, after workers have gone or come. */
    void refillAll() {
        for (WorkerChannel channel : channels) {
            refill(channel);
        }
    }

    /**
     * Takes a task back that no worker has started.
     *
     * @return true if no worker will run it
     */
    boolean withdraw(Task task) {
        lock.lock();
        try {
            WorkerChannel channel = task.channel;
            if (channel == null) {
                // it waits: whoever comes to it passes it over
                boolean first = !task.dropped;
                task.dropped = true;
                return first;
            }
            return channel.revoke(task.place) != null;
        } finally {
            lock.unlock();
        }
    }

    /** No more intake; what is there goes on. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
            checkDrained();
        } finally {
            lock.unlock();
        }
    }

    /** No more intake, with a reason of its own. */
    void breakWith(RejectedExecutionException reason) {
        lock.lock();
        try {
            broken = reason;
        } finally {
            lock.unlock();
        }
        close();
    }

    /** Removes and returns all tasks that no worker has: those that wait. */
    List<Task> removeWaiting() {
        lock.lock();
        try {
            return waiting.removeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back and returns all tasks that no worker has started. */
    List<Task> withdrawAll() {
        lock.lock();
        try {
            for (WorkerChannel channel : channels) {
                takeBack(channel, channel.live());
            }
            return removeWaiting();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses like a submit, where there is nothing to submit. */
    void checkOpenForNothing() {
        lock.lock();
        try {
            checkOpen();
        } finally {
            lock.unlock();
        }
    }

    /** The worker that has the task unanswered, or null. */
    @Nullable
    WorkerChannel holderOf(Task task) {
        lock.lock();
        try {
            WorkerChannel channel = task.channel;
            return channel != null && channel.holds(task) ? channel : null;
        } finally {
            lock.unlock();
        }
    }

    /** True if nothing waits and no worker has anything. */
    boolean isDrained() {
        lock.lock();
        try {
            if (!waiting.isEmpty()) {
                return false;
            }
            for (WorkerChannel channel : channels) {
                if (channel.live() > 0) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets every worker end behind what it has. */
    void stopWorkers() {
        lock.lock();
        try {
            for (WorkerChannel channel : channels) {
                channel.sendStop();
                channel.wake();
            }
        } finally {
            lock.unlock();
        }
    }

    /** True once every worker can ring the doorbell of a collector that sleeps in the kernel. */
    boolean workersCanWake() {
        for (WorkerChannel channel : channels) {
            if (!channel.answers.workerCanWake()) {
                return false;
            }
        }
        return true;
    }

    /** Lets the workers sleep in the kernel, now that this JVM can wake them. */
    void tellCanWake() {
        lock.lock();
        try {
            for (WorkerChannel channel : channels) {
                channel.tellCanWake();
            }
        } finally {
            lock.unlock();
        }
    }

    private void refill(WorkerChannel channel) {
        boolean wake = false;
        lock.lock();
        try {
            if (channel.ready) {
                wake = feed(channel) || (waiting.isEmpty() && channel.live() == 0 && steal(channel));
            }
            if (closed) {
                checkDrained();
            }
        } finally {
            lock.unlock();
        }
        if (wake) {
            channel.wake();
        }
    }

    private boolean feed(WorkerChannel channel) {
        boolean fed = false;
        int window = channel.window();
        Task task;
        while (channel.live() < window && (task = waiting.first()) != null) {
            if (!task.dropped) {
                ByteBuffer body = task.inBlock() ? ByteBuffer.allocate(0) : task.body();
                if (!channel.send(task, body)) {
                    break;
                }
                fed = true;
            }
            waiting.removeFirst();
        }
        waiting.signalRoom();
        return fed;
    }

    /** Moves half of what the fullest other worker has not started, the last first, to this idle one. */
    private boolean steal(WorkerChannel idle) {
        WorkerChannel fullest = null;
        for (WorkerChannel channel : channels) {
            if (channel != idle && channel.live() > 1 && (fullest == null || channel.live() > fullest.live())) {
                fullest = channel;
            }
        }
        if (fullest == null) {
            return false;
        }
        takeBack(fullest, fullest.live() / 2);
        return feed(idle);
    }

    /** Lets so many wait again that the worker has not started, the last first. */
    private void takeBack(WorkerChannel from, int most) {
        int wanted = most;
        for (long place = from.end() - 1; wanted > 0 && place >= from.begin(); place--) {
            Task task = from.revoke(place);
            if (task != null) {
                waiting.prepend(task);
                wanted--;
            }
        }
    }

    private @Nullable WorkerChannel freest() {
        WorkerChannel best = null;
        int least = Integer.MAX_VALUE;
        for (WorkerChannel channel : channels) {
            int live = channel.live();
            if (channel.ready && live < least && live < channel.window()) {
                best = channel;
                least = live;
            }
        }
        return best;
    }

    private void checkOpen() {
        if (broken != null) {
            throw new RejectedExecutionException(broken.getMessage(), broken.getCause());
        }
        if (closed) {
            throw new RejectedExecutionException("the pool takes no more tasks: it was shut down");
        }
    }

    private void checkDrained() {
        if (isDrained()) {
            whenDrained.run();
        }
    }
}
