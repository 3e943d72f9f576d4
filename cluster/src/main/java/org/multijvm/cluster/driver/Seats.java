package org.multijvm.cluster.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.grid.MemberInfo;
import org.multijvm.pool.engine.WaitingTasks;

/**
 * Which member has which task of a pool, and which tasks no member has.
 *
 * <pre>
 *   submit ---> WAITS ---> AT A SEAT ---> IN HAND of the thread that took it out ---> completed
 *                 ^          |   ^             |
 *                 |     late |   | one of both refused, taken back, stopped, its member gone
 *                 |          v   |             |
 *                 |       AT TWO SEATS --------|---- answered by either ---> IN HAND
 *                 +----------------------------+ refused, taken back; its member has gone and it may be tried again
 * </pre>
 *
 * Whoever takes a task out of here completes it, so that happens once. A task at two seats leaves both with its first answer: the one that comes later finds nothing. All else that ends a copy leaves
 * it to the other, so that only the last copy is in a hand, with what became of it. No task has a third copy, nor two at one member. A member is given tasks up to its slots, of short ones up to twice
 * as many, the one with the least for its slots first: so a member that is slow or stands still holds back what it has, and no more. Thread-safe; nothing is sent and no task is completed under the lock.
 */
final class Seats {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final WaitingTasks<ClusterJob> waiting;
    private final Map<UUID, Seat> seats = new HashMap<>();

    /** Those that may wait for so long only, and were not given to any member yet. */
    private final List<ClusterJob> limited = new ArrayList<>();

    /** Who tells which are late; null if none is given to a second member. */
    private final @Nullable Stragglers stragglers;

    /** How many were submitted and have not ended. */
    private int open;

    private boolean stopped;

    Seats(String pool, long limitBytes, boolean refuseWhenFull, @Nullable Stragglers stragglers) {
        this.waiting = new WaitingTasks<>(pool, lock, limitBytes, refuseWhenFull);
        this.stragglers = stragglers;
    }

    /**
     * A task that has been answered.
     *
     * @param others its other copies, which nobody wants any more
     */
    record Answered(ClusterJob job, List<Copy> others) {}

    /**
     * A member that has gone.
     *
     * @param jobs what it had and no other one has
     */
    record Gone(Seat seat, List<ClusterJob> jobs) {}

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
    List<Copy> give() {
        lock.lock();
        try {
            List<Copy> given = new ArrayList<>();
            while (true) {
                waiting.removeDropped();
                ClusterJob job = waiting.first();
                Seat seat = job == null ? null : best(Seat::hasRoom);
                if (job == null || seat == null) {
                    return given;
                }
                waiting.removeFirst();
                given.add(give(job, seat));
            }
        } finally {
            waiting.signalRoom();
            lock.unlock();
        }
    }

    private Copy give(ClusterJob job, Seat seat) {
        job.attempt++;
        Copy copy = new Copy(job, seat, job.attempt, stragglers == null ? 0 : stragglers.now());
        job.copies.add(copy);
        seat.jobs.put(job.number(), copy);
        return copy;
    }

    private @Nullable Seat best(Predicate<Seat> takes) {
        Seat best = null;
        for (Seat each : seats.values()) {
            if (takes.test(each) && (best == null || each.load() < best.load())) {
                best = each;
            }
        }
        return best;
    }

    /** If nothing waits: gives late tasks to a second member each, as far as slots are idle, the latest first. */
    List<Copy> giveAgain() {
        lock.lock();
        try {
            List<Copy> given = new ArrayList<>();
            if (stragglers == null || waiting.any()) {
                return given;
            }
            for (Copy late : stragglers.late(seats.values())) {
                Seat seat = best(each -> each.idleSlots() > 0 && each != late.seat());
                if (seat != null) {
                    given.add(give(late.job(), seat));
                }
            }
            return given;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A member has answered: takes a task out wherever it is.
     *
     * @param nanos what the task took there; 0 if that is not known
     * @return null if the member has it no more, or has it for another time
     */
    @Nullable
    Answered answered(UUID member, long number, int attempt, long nanos) {
        lock.lock();
        try {
            Copy copy = remove(member, number, attempt);
            if (copy == null) {
                return null;
            }
            if (stragglers != null) {
                stragglers.ended(copy.since());
            }
            copy.seat().ran(nanos);
            ClusterJob job = copy.job();
            List<Copy> others = List.copyOf(job.copies);
            for (Copy other : others) {
                other.seat().jobs.remove(number);
            }
            job.copies.clear();
            job.inHand = true;
            return new Answered(job, others);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a task from a member that does not run it to its end.
     *
     * @param attempt 0 for any
     * @return null if the member has it no more, or has it for another time, or another member goes on with it
     */
    @Nullable
    ClusterJob takeFrom(UUID member, long number, int attempt) {
        lock.lock();
        try {
            Copy copy = remove(member, number, attempt);
            return copy == null || !isLast(copy.job()) ? null : copy.job();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Copy remove(UUID member, long number, int attempt) {
        Seat seat = seats.get(member);
        Copy copy = seat == null ? null : seat.jobs.get(number);
        if (seat == null || copy == null || (attempt != 0 && copy.attempt() != attempt)) {
            return null;
        }
        seat.jobs.remove(number);
        copy.job().copies.remove(copy);
        return copy;
    }

    /** Whether a task whose copy was removed has no other one: then it is in hand. */
    private static boolean isLast(ClusterJob job) {
        job.inHand = job.copies.isEmpty();
        return job.inHand;
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
            if (!job.copies.isEmpty() || job.inHand || job.dropped || job.ended) {
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

    /** A member that has a task and is none of these; null if there is none. */
    @Nullable
    UUID holder(ClusterJob job, Set<UUID> without) {
        lock.lock();
        try {
            for (Copy each : job.copies) {
                if (!without.contains(each.member())) {
                    return each.member();
                }
            }
            return null;
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
        return job.copies.isEmpty() && job.attempt == 0 && !job.dropped && !job.ended;
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

    /** It has gone, and what it alone had is taken out. Null if it was not there. */
    @Nullable
    Gone remove(UUID member) {
        lock.lock();
        try {
            Seat seat = seats.remove(member);
            if (seat == null) {
                return null;
            }
            List<ClusterJob> jobs = new ArrayList<>();
            for (Copy each : seat.jobs.values()) {
                each.job().copies.remove(each);
                if (isLast(each.job())) {
                    jobs.add(each.job());
                }
            }
            return new Gone(seat, jobs);
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
            idle += each.idleSlots();
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
            Set<ClusterJob> all = new LinkedHashSet<>(waiting.removeAll());
            for (Seat each : seats.values()) {
                for (Copy copy : each.jobs.values()) {
                    copy.job().copies.clear();
                    all.add(copy.job());
                }
                each.jobs.clear();
            }
            all.forEach(job -> job.ended = true);
            changed.signalAll();
            return List.copyOf(all);
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
