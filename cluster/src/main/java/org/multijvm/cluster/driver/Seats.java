package org.multijvm.cluster.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.grid.MemberInfo;
import org.multijvm.pool.engine.WaitingTasks;

/**
 * Which member has which task of a pool, and which tasks no member has.
 *
 * <pre>
 *   submit ---> WAITS ---> AT A SEAT ---> IN HAND of the thread that took it out ---> completed
 *                 ^                            |
 *                 +----------------------------+ refused, taken back; its member has gone and it may be tried again
 * </pre>
 *
 * Whoever takes a task out of here completes it, so that happens once. A member is given a task if it has fewer than twice its slots, the one with the least for its slots first: so a member that is slow
 * or stands still holds back what it has, and no more. Thread-safe; nothing is sent and no task is completed under the lock.
 */
final class Seats {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final WaitingTasks<ClusterJob> waiting;
    private final Map<UUID, Seat> seats = new HashMap<>();

    /** Those that may wait for so long only, and were not given to any member yet. */
    private final List<ClusterJob> limited = new ArrayList<>();

    /** How many were submitted and have not ended. */
    private int open;

    private boolean stopped;

    Seats(String pool, long limitBytes, boolean refuseWhenFull) {
        this.waiting = new WaitingTasks<>(pool, lock, limitBytes, refuseWhenFull);
    }

    /** A task that is to be sent, with the member that gets it. */
    record Given(MemberInfo member, ClusterJob job, int attempt) {}

    // tasks

    /**
     * Takes a task in; blocks while too much waits. An interrupt that is pending ends no submission but one that has to wait.
     *
     * @throws RejectedExecutionException if it is closed, or refuses when it is full
     */
    void submit(ClusterJob job) throws InterruptedException {
        lock.lock();
        try {
            waiting.checkOpen();
            waiting.awaitRoom(job.weight());
            waiting.checkOpen();
            waiting.append(job);
            open++;
            if (job.options().waitLimit().isPresent()) {
                limited.add(job);
            }
            waiting.signalRoom();
        } finally {
            lock.unlock();
        }
    }

    /** Gives waiting tasks to members that have room. */
    List<Given> give() {
        lock.lock();
        try {
            List<Given> given = new ArrayList<>();
            while (true) {
                waiting.removeDropped();
                ClusterJob job = waiting.first();
                Seat seat = job == null ? null : best();
                if (job == null || seat == null) {
                    return given;
                }
                waiting.removeFirst();
                job.seat = seat;
                job.attempt++;
                seat.jobs.put(job.number(), job);
                given.add(new Given(seat.member, job, job.attempt));
            }
        } finally {
            waiting.signalRoom();
            lock.unlock();
        }
    }

    private @Nullable Seat best() {
        Seat best = null;
        for (Seat each : seats.values()) {
            if (each.hasRoom() && (best == null || each.load() < best.load())) {
                best = each;
            }
        }
        return best;
    }

    /** Takes out a task that a member has; null if it has it no more, or has it for another time. */
    @Nullable
    ClusterJob take(UUID member, long number, int attempt) {
        lock.lock();
        try {
            Seat seat = seats.get(member);
            ClusterJob job = seat == null ? null : seat.jobs.get(number);
            if (seat == null || job == null || (attempt != 0 && job.attempt != attempt)) {
                return null;
            }
            seat.jobs.remove(number);
            job.seat = null;
            job.inHand = true;
            return job;
        } finally {
            lock.unlock();
        }
    }

    /** A task that was taken out has been completed. */
    void ended() {
        lock.lock();
        try {
            open--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A task that was taken out waits again, before all others of its rank. False if it is closed to all: then it is the caller's to fail. */
    boolean giveBack(ClusterJob job) {
        lock.lock();
        try {
            if (stopped) {
                return false;
            }
            job.inHand = false;
            waiting.prepend(job);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Drops a task that waits; false if it does not. */
    boolean drop(ClusterJob job) {
        lock.lock();
        try {
            if (job.seat != null || job.inHand || job.dropped || job.ended) {
                return false;
            }
            job.dropped = true;
            waiting.removeDropped();
            open--;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The member that has a task; null if none has. */
    @Nullable
    MemberInfo holder(ClusterJob job) {
        lock.lock();
        try {
            return job.seat == null ? null : job.seat.member;
        } finally {
            lock.unlock();
        }
    }

    /** All that wait, taken out. */
    List<ClusterJob> withdraw() {
        lock.lock();
        try {
            List<ClusterJob> all = waiting.removeAll();
            all.forEach(job -> job.ended = true);
            open -= all.size();
            changed.signalAll();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Those that wait for longer than they may, taken out. */
    List<ClusterJob> overdue(long now) {
        lock.lock();
        try {
            List<ClusterJob> over = new ArrayList<>();
            for (ClusterJob each : limited) {
                if (isWaiting(each) && each.waitLeft(now) <= 0) {
                    each.dropped = true;
                    over.add(each);
                }
            }
            limited.removeIf(each -> !isWaiting(each));
            waiting.removeDropped();
            return over;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isWaiting(ClusterJob job) {
        return job.seat == null && job.attempt == 0 && !job.dropped && !job.ended;
    }

    // members

    /** False if it is known already. */
    boolean add(MemberInfo member) {
        lock.lock();
        try {
            return seats.putIfAbsent(member.id(), new Seat(member)) == null;
        } finally {
            lock.unlock();
        }
    }

    /** From now on it is given tasks. False if it has gone meanwhile. */
    boolean opened(UUID member, String classPlace) {
        lock.lock();
        try {
            Seat seat = seats.get(member);
            if (seat == null || seat.state != Seat.State.OPENING) {
                return false;
            }
            seat.classPlace = classPlace;
            seat.state = Seat.State.OPEN;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** It is given no more. The numbers of the tasks that it has. */
    List<Long> leaving(UUID member) {
        lock.lock();
        try {
            Seat seat = seats.get(member);
            if (seat == null) {
                return List.of();
            }
            seat.state = Seat.State.LEAVING;
            return List.copyOf(seat.jobs.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is given no more, and has answered all: then it is told so. */
    boolean isDrained(UUID member) {
        lock.lock();
        try {
            Seat seat = seats.get(member);
            return seat != null && seat.state == Seat.State.LEAVING && seat.jobs.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** It has gone. Null if it was not there; its jobs are taken out and still named there. */
    @Nullable
    Seat remove(UUID member) {
        lock.lock();
        try {
            Seat seat = seats.remove(member);
            if (seat != null) {
                seat.jobs.values().forEach(job -> {
                    job.seat = null;
                    job.inHand = true;
                });
            }
            return seat;
        } finally {
            lock.unlock();
        }
    }

    /** Those that are there. */
    List<Seat> all() {
        lock.lock();
        try {
            return new ArrayList<>(seats.values());
        } finally {
            lock.unlock();
        }
    }

    /** The tasks that members have, by member. */
    Map<UUID, List<Long>> held() {
        lock.lock();
        try {
            Map<UUID, List<Long>> held = new HashMap<>();
            seats.forEach((id, seat) -> held.put(id, List.copyOf(seat.jobs.keySet())));
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** If nothing waits and slots are idle: the tasks that came last to members that have more than they can run, as many as there are idle slots, by member. */
    Map<UUID, List<Long>> surplus() {
        lock.lock();
        try {
            Map<UUID, List<Long>> surplus = new HashMap<>();
            int idle = waiting.any() ? 0 : idleSlots();
            for (Seat each : seats.values()) {
                int more = Math.min(idle, each.jobs.size() - each.member.slots());
                if (more > 0) {
                    List<Long> numbers = new ArrayList<>(each.jobs.keySet());
                    surplus.put(each.member.id(), numbers.subList(numbers.size() - more, numbers.size()));
                    idle -= more;
                }
            }
            return surplus;
        } finally {
            lock.unlock();
        }
    }

    private int idleSlots() {
        int idle = 0;
        for (Seat each : seats.values()) {
            idle += each.state == Seat.State.OPEN ? Math.max(0, each.member.slots() - each.jobs.size()) : 0;
        }
        return idle;
    }

    /** The slots of all members that take tasks. */
    int slots() {
        lock.lock();
        try {
            int slots = 0;
            for (Seat each : seats.values()) {
                slots += each.state == Seat.State.LEAVING ? 0 : each.member.slots();
            }
            return slots;
        } finally {
            lock.unlock();
        }
    }

    /** What waits, and how many tasks members have. */
    WaitingTasks.Load load() {
        lock.lock();
        try {
            return waiting.load();
        } finally {
            lock.unlock();
        }
    }

    // its end

    /** Takes no more, for this reason if there is one. */
    void close(@Nullable RejectedExecutionException reason) {
        lock.lock();
        try {
            waiting.close(reason);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, and gives all that is in here. */
    List<ClusterJob> stop(@Nullable RejectedExecutionException reason) {
        lock.lock();
        try {
            stopped = true;
            waiting.close(reason);
            List<ClusterJob> all = waiting.removeAll();
            for (Seat each : seats.values()) {
                all.addAll(each.jobs.values());
                each.jobs.values().forEach(job -> job.seat = null);
                each.jobs.clear();
            }
            all.forEach(job -> job.ended = true);
            changed.signalAll();
            return all;
        } finally {
            lock.unlock();
        }
    }

    void checkOpen() {
        waiting.checkOpen();
    }

    boolean isClosed() {
        return waiting.isClosed();
    }

    /**
     * Waits until it is closed and empty.
     *
     * @return whether that is so
     */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!(waiting.isClosed() && open == 0)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
