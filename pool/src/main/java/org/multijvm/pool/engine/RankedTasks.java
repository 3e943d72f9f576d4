package org.multijvm.pool.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.TaskOptions;

/**
 * Tasks in the order in which they are to be taken: of the highest priority first, and within one in the order of a list. Under its owner's lock.
 *
 * <p>So that none starves, each {@value #OLDEST_EVERY}th that is taken is the oldest of all: before a task has its turn at most
 * {@value #OLDEST_EVERY} times as many are taken as there are older ones, and {@value #OLDEST_EVERY} more. Dropped ones do not count.
 */
final class RankedTasks<T extends WorkItem<T>> {
    static final int OLDEST_EVERY = 8;

    /** By priority, the lowest first. */
    private final List<Level<T>> levels = new ArrayList<>();

    /** Of tasks that were given no priority: as a rule, all. */
    private final Level<T> plain;

    /** Whether there ever was a task of another priority. */
    private volatile boolean ranked;

    /** The lowest priority that there ever was, not above that of tasks that were given none. */
    private int lowest;

    private long taken;

    /** A list by {@link WorkItem#behind}: to add to it needs no memory, so a full heap loses no task. */
    private static final class Level<T extends WorkItem<T>> {
        @Nullable
        T first;

        @Nullable
        T last;
    }

    RankedTasks() {
        for (int priority = TaskOptions.LOWEST_PRIORITY; priority <= TaskOptions.HIGHEST_PRIORITY; priority++) {
            levels.add(new Level<>());
        }
        plain = levels.get(-TaskOptions.LOWEST_PRIORITY);
    }

    /** Whether there ever was a task of another priority than the plain one; may be called without the lock. */
    boolean isRanked() {
        return ranked;
    }

    /** The lowest priority that any task had so far, not above the plain one. */
    int lowest() {
        return lowest;
    }

    /** There is a task of this priority, wherever it goes. */
    void note(int priority) {
        if (priority != 0) {
            ranked = true;
            lowest = Math.min(lowest, priority);
        }
    }

    boolean isEmpty() {
        if (!ranked) {
            return plain.first == null;
        }
        for (Level<T> level : levels) {
            if (level.first != null) {
                return false;
            }
        }
        return true;
    }

    /** The one to be taken next, dropped or not; null if there is none. The same until something is added or removed. */
    @Nullable
    T first() {
        return ranked ? chosen().first : plain.first;
    }

    /** Behind all others of its priority. */
    void append(T task) {
        Level<T> level = levelOf(task);
        T before = level.last;
        if (before == null) {
            level.first = task;
        } else {
            before.behind = task;
        }
        level.last = task;
    }

    /** In front of all others of its priority. */
    void prepend(T task) {
        Level<T> level = levelOf(task);
        task.behind = level.first;
        level.first = task;
        if (level.last == null) {
            level.last = task;
        }
    }

    /** Takes the {@link #first} out, which there must be. */
    T removeFirst() {
        return removeFirst(ranked ? chosen() : plain);
    }

    private T removeFirst(Level<T> level) {
        T removed = Objects.requireNonNull(level.first);
        level.first = removed.behind;
        removed.behind = null;
        if (level.first == null) {
            level.last = null;
        }
        if (!removed.dropped) {
            taken++;
        }
        return removed;
    }

    /** One that nobody wants any more and that is in front, taken out; null if there is none. */
    @Nullable
    T removeDropped() {
        if (!ranked) {
            return isDropped(plain.first) ? removeFirst(plain) : null;
        }
        for (Level<T> level : levels) {
            if (isDropped(level.first)) {
                return removeFirst(level);
            }
        }
        return null;
    }

    /** When the one was taken that was taken first, by the first of each priority whose time is known; {@link Long#MAX_VALUE} if there is none. */
    long oldestTakenAt() {
        long oldest = Long.MAX_VALUE;
        for (Level<T> level : levels) {
            T task = level.first;
            while (task != null && (task.takenAt == 0 || task.dropped)) {
                task = task.behind;
            }
            if (task != null) {
                oldest = Math.min(oldest, task.takenAt);
            }
        }
        return oldest;
    }

    /** The first that is so, the highest priority first; null if none is. */
    @Nullable
    T find(Predicate<? super T> wanted) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            for (T task = levels.get(i).first; task != null; task = task.behind) {
                if (wanted.test(task)) {
                    return task;
                }
            }
        }
        return null;
    }

    /** Takes one out that is there, wherever it is. */
    void remove(T removed) {
        Level<T> level = levelOf(removed);
        T before = null;
        T task = level.first;
        while (task != removed) {
            before = task;
            task = Objects.requireNonNull(task).behind;
        }
        unlink(level, before, removed);
    }

    /**
     * Moves tasks to others that wait, each to where its number belongs within its priority. Needs no memory.
     *
     * @param moves says which, in the order of their numbers within each priority; called once for each task
     */
    void moveTo(RankedTasks<T> others, Predicate<? super T> moves) {
        for (int i = 0; i < levels.size(); i++) {
            Level<T> from = levels.get(i);
            Level<T> into = others.levels.get(i);
            T kept = null;
            T before = null;
            T next;
            for (T task = from.first; task != null; task = next) {
                next = task.behind;
                if (!moves.test(task)) {
                    kept = task;
                    continue;
                }
                unlink(from, kept, task);
                insert(into, before != null && before.number() < task.number() ? before : null, task);
                before = task;
                others.note(task.options().priority());
            }
        }
    }

    /** Where its number belongs among others of its priority. */
    void insert(T task) {
        Level<T> level = levelOf(task);
        T last = level.last;
        insert(level, last != null && last.number() < task.number() ? last : null, task);
    }

    /**
     * Puts a task in front of the first one with a higher number.
     *
     * @param from one that is there and has a lower number, to begin with; null for the first
     */
    private static <T extends WorkItem<T>> void insert(Level<T> level, @Nullable T from, T task) {
        T before = from;
        T after = before == null ? level.first : before.behind;
        while (after != null && after.number() < task.number()) {
            before = after;
            after = after.behind;
        }
        task.behind = after;
        if (before == null) {
            level.first = task;
        } else {
            before.behind = task;
        }
        if (after == null) {
            level.last = task;
        }
    }

    private static <T extends WorkItem<T>> void unlink(Level<T> level, @Nullable T before, T task) {
        if (before == null) {
            level.first = task.behind;
        } else {
            before.behind = task.behind;
        }
        if (level.last == task) {
            level.last = before;
        }
        task.behind = null;
    }

    /** Removes all, and gives those that somebody still wants, the highest priority first. */
    List<T> removeAll(int size) {
        List<T> wanted = new ArrayList<>(size);
        for (int i = levels.size() - 1; i >= 0; i--) {
            Level<T> level = levels.get(i);
            T next;
            for (T task = level.first; task != null; task = next) {
                next = task.behind;
                task.behind = null;
                if (!task.dropped) {
                    wanted.add(task);
                }
            }
            level.first = null;
            level.last = null;
        }
        return wanted;
    }

    private boolean isDropped(@Nullable T task) {
        return task != null && task.dropped;
    }

    private Level<T> levelOf(T task) {
        int priority = task.options().priority();
        if (priority == 0) {
            return plain;
        }
        note(priority);
        return levels.get(priority - TaskOptions.LOWEST_PRIORITY);
    }

    /** The level whose first is next: without any tasks the plain one. */
    private Level<T> chosen() {
        return taken % OLDEST_EVERY == OLDEST_EVERY - 1 ? oldest() : highest();
    }

    private Level<T> highest() {
        for (int i = levels.size() - 1; i >= 0; i--) {
            if (levels.get(i).first != null) {
                return levels.get(i);
            }
        }
        return plain;
    }

    /** Within a level the first is the oldest: what is put in front has been there before. */
    private Level<T> oldest() {
        Level<T> oldest = plain;
        long least = Long.MAX_VALUE;
        for (Level<T> level : levels) {
            T first = level.first;
            if (first != null && first.number() < least) {
                oldest = level;
                least = first.number();
            }
        }
        return oldest;
    }
}
