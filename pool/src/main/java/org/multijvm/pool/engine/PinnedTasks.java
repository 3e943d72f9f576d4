package org.multijvm.pool.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Pinned.TaskKey;
import org.multijvm.pool.task.Affinity;
import org.multijvm.pool.task.PoolStats.AffinityStats;

/**
 * Which worker has which key, and where tasks with one wait. Under its owner's lock, as the {@link WaitingTasks} of which these tasks are a part.
 *
 * <pre>
 *   a key    no home --- a worker is given a task of it ---> has a home --- that dies, leaves or is full ---> no home
 *            forgotten, when there are too many, and none of its tasks is left
 *
 *   a task   its key has no home:         waits among those that any worker may take, and whoever takes it has the key
 *            its key has a home:          waits in the lane of that worker
 *              and has been over its patience, and a worker is idle:  that one takes it; the key stays where it is
 *            its key's home takes nothing any more:
 *              soft, or no worker has a task of the key:  waits among those that any worker may take
 *              strict, and one has:       waits in the lane until that has ended, so that no two workers are at tasks of a strict key
 * </pre>
 *
 * <p>Tasks of a key keep their order: while some of them wait among those that any worker may take, new ones wait behind them there.
 *
 * <p>Why none is left waiting: one in a lane has a home that takes tasks, and looks at its lane whenever it is given any; or that takes none, and then the lane is
 * {@linkplain #settle settled} by whoever finds that, as the last of the key's tasks at it ends at the latest. Idle workers for which a soft task is not yet due are given the time when it
 * will be ({@link #overdue}).
 */
public final class PinnedTasks<T extends WorkItem<T>> {
    /** How many keys are remembered of which there is no task; beyond that the ones that were not used for longest are forgotten. */
    public static final int MOST_KEYS = 10_000;

    private static final int OLDEST_EVERY = 8;

    private final WaitingTasks<T> waiting;
    private final Map<String, TaskKey<T>> keys = new LinkedHashMap<>(16, 0.75f, true);
    // made ahead: a full heap must not keep tasks where they are
    private final Predicate<T> released = new Predicate<>() {
        @Override
        public boolean test(T task) {
            return isReleased(task);
        }
    };

    private boolean inUse;
    private boolean freed;
    private long kept;
    private long fresh;
    private long moved;
    private long lost;

    /** No soft task that waits for a worker, or was fed ahead to it, is over its patience before that. */
    private long nextDue = Long.MAX_VALUE;

    /** None so far. */
    public PinnedTasks(WaitingTasks<T> waiting) {
        this.waiting = waiting;
    }

    /** Whether there ever was one. */
    public boolean isInUse() {
        return inUse;
    }

    /** What became of those that have ended. */
    public AffinityStats stats() {
        return new AffinityStats(keys.size(), kept, fresh, moved, lost);
    }

    /**
     * A new task with a key.
     *
     * @param now of nanoseconds, never negative
     */
    public void taken(T task, Affinity affinity, long now) {
        inUse = true;
        TaskKey<T> key = keys.get(affinity.key());
        if (key == null) {
            key = new TaskKey<>(affinity.key());
            keys.put(key.name, key);
            if (keys.size() > MOST_KEYS) {
                forgetSome();
            }
        }
        long patience = affinity.patience().map(TimeUnit.NANOSECONDS::convert).orElse(Long.MAX_VALUE);
        task.pinned = new Pinned<>(key, affinity, patience > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + patience);
        key.pending++;
    }

    /** Two for each that comes, so that there are not many too many for long. One that has tasks counts as used. */
    private void forgetSome() {
        List<String> used = new ArrayList<>(2);
        Iterator<TaskKey<T>> eldest = keys.values().iterator();
        for (int i = 0; i < 2; i++) {
            TaskKey<T> key = eldest.next();
            if (key.pending > 0) {
                used.add(key.name);
            } else {
                leave(key);
                eldest.remove();
            }
        }
        used.forEach(keys::get);
    }

    /** The worker for which the task is to wait; null if it has no key, or any may take it. */
    @Nullable
    public Holder<T> homeOf(T task) {
        Pinned<T> pinned = task.pinned;
        Holder<T> home = pinned == null ? null : pinned.key.home;
        if (pinned == null || home == null || home.takes() || mustStay(pinned)) {
            return home;
        }
        // first: or a new task of the key would go past those that wait there
        freed |= settle(home);
        leave(pinned.key);
        return null;
    }

    /** Whether {@link #homeOf} has found tasks since the last call that may go elsewhere now. */
    public boolean takeFreed() {
        boolean was = freed;
        freed = false;
        return was;
    }

    private static boolean mustStay(Pinned<?> pinned) {
        return pinned.strict && pinned.key.inHands > 0;
    }

    private static <T extends WorkItem<T>> void leave(TaskKey<T> key) {
        Holder<T> home = key.home;
        if (home != null) {
            home.board().keys--;
            key.home = null;
            key.lost = true;
        }
    }

    private static <T extends WorkItem<T>> void enter(Pinned<T> pinned, Holder<T> worker) {
        pinned.leads = true;
        pinned.fate = pinned.key.lost ? Pinned.Fate.LOST : Pinned.Fate.FRESH;
        pinned.key.lost = false;
        pinned.key.home = worker;
        worker.board().keys++;
    }

    /** Gives the key of a new task to a worker, for which it waits from now on: an engine may do so whose workers come by themselves for tasks. */
    public void lead(T task, Holder<T> worker) {
        Pinned<T> pinned = task.pinned;
        if (pinned != null && pinned.key.home == null && pinned.key.inMain == 0 && waiting.isEmpty()) {
            enter(pinned, worker);
        }
    }

    /** Whether a new task of this key may be given to its worker at once: nothing waits that is older. */
    public boolean isNextAt(T task, Holder<T> home) {
        Pinned<T> pinned = task.pinned;
        return home.takes() && home.board().isEmpty() && waiting.isEmpty() && pinned != null && pinned.key.inMain == 0;
    }

    /** The one of these to which a key can best be given: one that is idle, then one with few keys; null if there is none. */
    public static <T extends WorkItem<T>, W extends Holder<T>> @Nullable W newHome(Iterable<W> workers) {
        W best = null;
        for (W worker : workers) {
            if (best == null || isBetter(worker, best)) {
                best = worker;
            }
        }
        return best;
    }

    private static boolean isBetter(Holder<?> worker, Holder<?> than) {
        boolean idle = worker.live() == 0;
        if (idle != (than.live() == 0)) {
            return idle;
        }
        int fewer = worker.board().keys - than.board().keys;
        return fewer < 0 || (fewer == 0 && worker.live() < than.live());
    }

    /** Lets a task wait, where its key says; in front of the others of its priority if it comes back, behind them if it is new. */
    public void await(T task, boolean comesBack) {
        Pinned<T> pinned = task.pinned;
        Holder<T> home = homeOf(task);
        nextDue = Math.min(nextDue, dueAt(task));
        if (home != null && comesBack) {
            home.board().keyed.prepend(task);
        } else if (home != null && pinned != null && pinned.key.inMain == 0) {
            home.board().keyed.append(task);
        } else {
            toMain(pinned);
            if (comesBack) {
                waiting.prepend(task);
            } else {
                waiting.append(task);
            }
        }
    }

    private static void toMain(@Nullable Pinned<?> pinned) {
        if (pinned != null && !pinned.inMain) {
            pinned.inMain = true;
            pinned.key.inMain++;
        }
    }

    private static void outOfMain(Pinned<?> pinned) {
        if (pinned.inMain) {
            pinned.inMain = false;
            pinned.key.inMain--;
        }
    }

    /**
     * A worker has come to the first of those that any may take, which somebody still wants.
     *
     * @return true if it may take it; else the worker is to look again, and others are to be told, since it waits for another one from now on, or is no longer the first
     */
    public boolean mayTakeFirst(T first, Holder<T> worker) {
        Pinned<T> pinned = first.pinned;
        Holder<T> before = pinned == null ? null : pinned.key.home;
        if (before != null && settle(before)) {
            return false;
        }
        Holder<T> home = homeOf(first);
        if (home == null || home == worker || pinned == null) {
            return true;
        }
        waiting.removeFirst();
        outOfMain(pinned);
        nextDue = Math.min(nextDue, pinned.dueAt);
        home.board().keyed.insert(first);
        return false;
    }

    /** Whether a worker is to take a task of its own keys next, and none of those that any may take: the higher priority, then the older. */
    public boolean isKeyedNext(Holder.Board<T> board) {
        T keyed = board.keyed.first();
        T other = waiting.first();
        if (keyed == null || other == null) {
            return keyed != null;
        }
        int higher = keyed.options().priority() - other.options().priority();
        boolean oldestFirst = higher == 0 || board.taken % OLDEST_EVERY == OLDEST_EVERY - 1;
        return oldestFirst ? keyed.number() < other.number() : higher > 0;
    }

    /** A worker has been given the task. */
    public void given(T task, Holder<T> worker) {
        Pinned<T> pinned = task.pinned;
        if (pinned == null) {
            return;
        }
        outOfMain(pinned);
        nextDue = Math.min(nextDue, pinned.dueAt);
        TaskKey<T> key = pinned.key;
        if (!pinned.inHands) {
            pinned.inHands = true;
            key.inHands++;
        }
        if (key.home == null) {
            enter(pinned, worker);
        } else if (!pinned.leads || key.home != worker) {
            pinned.fate = key.home == worker ? Pinned.Fate.KEPT : Pinned.Fate.MOVED;
        }
    }

    /**
     * No worker has the task any more, since it was taken back or is tried again.
     *
     * @return whether any task may go elsewhere now
     */
    public boolean back(T task) {
        Pinned<T> pinned = task.pinned;
        if (pinned == null || !pinned.inHands) {
            return false;
        }
        pinned.inHands = false;
        pinned.key.inHands--;
        Holder<T> home = pinned.key.home;
        return pinned.key.inHands == 0 && home != null && settle(home);
    }

    /**
     * The task has ended, or was taken back for good; does nothing the second time.
     *
     * @return whether any task may go elsewhere now
     */
    public boolean ended(T task) {
        Pinned<T> pinned = task.pinned;
        if (pinned == null || pinned.ended) {
            return false;
        }
        pinned.ended = true;
        outOfMain(pinned);
        if (pinned.inHands && !task.dropped) {
            switch (pinned.fate) {
                case KEPT -> kept++;
                case FRESH -> fresh++;
                case MOVED -> moved++;
                default -> lost++;
            }
        }
        boolean free = back(task);
        pinned.key.pending--;
        return free;
    }

    /**
     * Lets tasks go elsewhere that wait for a worker which takes none any more.
     *
     * @return whether there were any
     */
    public boolean settle(Holder<T> worker) {
        Lane<T> lane = worker.board().keyed;
        if (lane.isEmpty() || worker.takes()) {
            return false;
        }
        int before = lane.size();
        lane.release(released);
        return lane.size() < before;
    }

    private boolean isReleased(T task) {
        Pinned<T> pinned = task.pinned;
        boolean stays = pinned != null && mustStay(pinned);
        if (!stays) {
            toMain(pinned);
        }
        return !stays;
    }

    /** A worker is gone: its keys have no home, and what waited for it goes elsewhere, but what it was to run before all else. Does nothing the second time. */
    public void gone(Holder<T> worker) {
        if (inUse) {
            for (TaskKey<T> key : keys.values()) {
                if (key.home == worker) {
                    leave(key);
                }
            }
            worker.board().keyed.release(task -> {
                toMain(task.pinned);
                return true;
            });
        }
    }

    /**
     * For an idle worker for which there is nothing else: gives it a task of another one that has waited for longer than its patience.
     *
     * @param workers all of them
     * @param now by the clock of {@link #taken}
     * @return null if there is none; {@link #nextDue} is when there will be, then
     */
    @Nullable
    public T overdue(Holder<T> idle, Iterable<? extends Holder<T>> workers, long now) {
        if (now < nextDue) {
            return null;
        }
        long[] next = {Long.MAX_VALUE};
        for (Holder<T> worker : workers) {
            if (worker == idle) {
                continue;
            }
            T task = worker.takeBackOverdue(now);
            if (task != null) {
                back(task);
                return task;
            }
            Lane<T> lane = worker.board().keyed;
            task = lane.allFixed() ? null : lane.find(each -> isDue(each, now, next));
            if (task != null) {
                lane.remove(task);
                return task;
            }
            next[0] = Math.min(next[0], worker.firstDue(now));
        }
        nextDue = next[0];
        return null;
    }

    /** Whether an idle worker may take it; of others it notes when one may. */
    private static boolean isDue(WorkItem<?> task, long now, long[] next) {
        if (task.dropped) {
            return false;
        }
        long dueAt = dueAt(task);
        if (dueAt > now) {
            next[0] = Math.min(next[0], dueAt);
        }
        return dueAt <= now;
    }

    /** When an idle worker may take it; {@link Long#MAX_VALUE} if none ever may, or it has no key. */
    public static long dueAt(WorkItem<?> task) {
        Pinned<?> pinned = task.pinned;
        return pinned == null || pinned.strict ? Long.MAX_VALUE : pinned.dueAt;
    }

    /** See {@link #overdue}. */
    public long nextDue() {
        return nextDue;
    }
}
