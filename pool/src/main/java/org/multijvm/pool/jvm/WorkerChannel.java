package org.multijvm.pool.jvm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Answer;
import org.multijvm.pool.engine.Holder;
import org.multijvm.pool.engine.PinnedTasks;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.pool.worker.AnswerReader;
import org.multijvm.pool.worker.AskWord;
import org.multijvm.pool.worker.BlockReader;
import org.multijvm.pool.worker.ChannelFile;
import org.multijvm.pool.worker.Chute;
import org.multijvm.pool.worker.Doorbell;
import org.multijvm.pool.worker.PoolFolder;
import org.multijvm.pool.worker.RunningMark;

/**
 * The pool's end of the channel to one worker: owns the list of what that worker was sent and has not answered, and what the pool may do with it.
 *
 * <p>The ring of calls and the list's end belong to whoever holds the dispatcher's lock; the ring of answers and the list's
 * beginning belong to the collector, whoever plays it. They meet in {@code tasks}: an entry is written before its frame is
 * published and read after its answer has arrived, and the release and acquire of the two rings order the one before the other.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // each counter has one side that writes it
final class WorkerChannel implements Holder<SentTask> {
    /** The most frames that may be unanswered. */
    private static final int SLOTS = 1 << 12;

    private static final int MASK = SLOTS - 1;

    /** How much work a worker is fed ahead: half of it lasts for two rounds in which answers are gathered, see {@link Doorbell#ROUND_NANOS}. */
    static final long AHEAD_NANOS = 4 * Doorbell.ROUND_NANOS;

    /** About what a new worker takes to come up; a wrong guess costs a pause or a JVM that waits. */
    private static final long START_NANOS = 150_000_000;

    private static final long FIRST_GUESS_NANOS = 100_000;
    static final int SMALLEST_WINDOW = 2;
    private static final int LARGEST_WINDOW = SLOTS / 2;

    final String name;
    final ChannelFile file;
    final AnswerReader answers;
    final RunningMark mark;
    final AskWord asks;

    /** By {@link LimitTable#now}. */
    final long madeAt;

    private final CallSender calls;
    private final Chute chute;

    private final @Nullable SentTask[] tasks = new @Nullable SentTask[SLOTS];
    private final BitSet revokedSlots = new BitSet(SLOTS);

    private volatile long sent;
    private volatile long revoked;

    /** How many of those that were sent and not taken back were for this worker alone: they do not count at its {@link #quota}. */
    private volatile long orders;

    private volatile long answered;

    /** How many of those were for this worker alone. */
    private volatile long answeredOrders;

    private volatile long done;
    private volatile long averageNanos = FIRST_GUESS_NANOS;

    private final WorkerFigures figures;

    /** Dispatcher: set when the worker has said that it is up. */
    volatile boolean ready;

    /** Under the dispatcher's lock: it gets nothing any more, since it is about to be killed. */
    volatile boolean condemned;

    /** The limit loop's: why the worker did not come up in time. */
    volatile @Nullable WorkerStartException lateStart;

    /** The limit loop's: when the initializer's stack was asked for, and what it saw when. */
    long stackAskedAt = LimitTable.NEVER;

    long seenTask;
    long seenAt;
    long heardTask;
    int heardWhat;
    long heardAt;

    /** Under the lock: it gets nothing before the worker that it is to replace is told to leave. */
    volatile boolean reserve;

    /** Under the lock: it gets nothing any more and is to end. Never unset. */
    volatile boolean leaving;

    /** Under the lock: what waits for this worker; set when the dispatcher knows it. */
    @Nullable
    Board<SentTask> board;

    /** How many tasks the worker may run. */
    private final long quota;

    /** Under the lock: it may run more, since no other one can be started that would take its place. */
    volatile boolean servesOn;

    /** It did not take up what it was sent. Set under the lock, unset by the collector when it says something. */
    volatile boolean stalled;

    /** Under the lock: the oldest task's place at the last look of {@link #standsStill}, or -1. */
    private long stoodAt = -1;

    private boolean toldNearlySpent;
    private boolean toldEmptied;

    /** Under the lock: it is no longer among the dispatcher's, and its memory may be given back. Never unset. */
    private boolean removed;

    /** Collector: set when an answer made no sense, or the worker was given up; nothing more is read. */
    volatile boolean corrupt;

    /** Dispatcher, when it is removed: what else it was sent, of which nobody knows whether it ran, since the channel is damaged; as a rule none. */
    final List<SentTask> lost = new ArrayList<>();

    /** Collector: what the worker's initializer threw. */
    volatile @Nullable Answer startFailure;

    /** With the role: an answer that was taken out of the ring and whose task is not completed yet. */
    @Nullable
    HeldAnswer held;

    WorkerChannel(String name, ChannelFile file, PoolParts parts) {
        this.name = name;
        this.madeAt = parts.limits().now();
        this.quota = parts.options().life().drawMaxTasks();
        this.file = file;
        this.mark = file.running();
        this.asks = file.asks();
        this.figures = new WorkerFigures(name, new BusyTime(mark), parts);
        this.chute = file.chute();
        this.answers = new AnswerReader(file, new BlockReader(parts.folder().path(), PoolFolder.answerBlocks(name)));
        // the last: what it tells of damage goes to the answers
        this.calls = new CallSender(file, parts.codec(), SLOTS, new Consumer<>() {
            @Override
            public void accept(Throwable found) {
                damaged(found);
            }
        });
    }

    /** How many tasks the worker has that it must still answer. */
    @Override
    public int live() {
        return (int) (sent - revoked - answered);
    }

    /** Under the lock: whether the worker may be given a task. */
    @Override
    public boolean takes() {
        return takesOrders() && !reserve && (servesOn || !isSpent());
    }

    /** Under the lock: whether the worker may be given what it alone is to run. */
    boolean takesOrders() {
        return ready && !leaving && !condemned && !stalled && !removed;
    }

    @Override
    public Board<SentTask> board() {
        return Objects.requireNonNull(board);
    }

    @Override
    public @Nullable SentTask takeBackOverdue(long now) {
        for (long place = live() > 1 ? done : sent; place < sent; place++) {
            SentTask task = sent(place);
            if (task != null && PinnedTasks.dueAt(task) <= now && revoke(place) == task) {
                return task;
            }
        }
        return null;
    }

    @Override
    public long firstDue(long now) {
        long first = Long.MAX_VALUE;
        for (long place = live() > 1 ? done : sent; place < sent; place++) {
            SentTask task = sent(place);
            long dueAt = task == null ? Long.MAX_VALUE : PinnedTasks.dueAt(task);
            first = dueAt > now ? Math.min(first, dueAt) : first;
        }
        return first;
    }

    /** Whether the worker is up and has something to do, or may be given something. */
    boolean isOfUse() {
        return ready && !condemned && (live() > 0 || servesOn || !isSpent());
    }

    private long used() {
        return sent - revoked - orders;
    }

    /** True if the worker has been given all tasks that it may run. */
    boolean isSpent() {
        return used() >= quota;
    }

    /** Whether no second task may meet what the first has left. */
    boolean isForOneTask() {
        return quota == 1;
    }

    /** How many tasks the worker has answered. */
    long answered() {
        return answered;
    }

    /**
     * Under the lock, after a send: true if it is time to think of a replacement, since what the worker may still be given lasts no
     * longer than a new worker takes to come up; then once more when that is nothing.
     */
    boolean isTimeToReplace() {
        if (quota == Long.MAX_VALUE) {
            return false;
        }
        long left = quota - used();
        if (left > Math.min(quota / 2, START_NANOS / Math.max(1, averageNanos)) || (left > 0 && toldNearlySpent)) {
            return false;
        }
        toldNearlySpent = true;
        return true;
    }

    /** How many of its tasks, but those for it alone, it has answered. */
    long answeredOfAll() {
        return answered - answeredOrders;
    }

    /** What its tasks have taken. */
    WorkerFigures figures() {
        return figures;
    }

    /** How many answers were results. */
    long results() {
        // in this order, or one that comes meanwhile might make it negative
        long errors = figures.failures();
        return answered - errors;
    }

    /** How many tasks the worker should have, by how long its tasks take. */
    int window() {
        return (int) Math.max(SMALLEST_WINDOW, Math.min(LARGEST_WINDOW, AHEAD_NANOS / Math.max(1, averageNanos)));
    }

    /** Under the lock: sends a task whose body is given, unless it lies in a block. False if there is no room now. */
    boolean send(SentTask task, ByteBuffer body) {
        try {
            return place(task, body);
        } catch (InternalError cutShort) {
            damaged(cutShort);
            return false;
        }
    }

    private boolean place(SentTask task, ByteBuffer body) {
        int slot = (int) sent & MASK;
        if (sent - done == SLOTS || !calls.write(slot, task, body)) {
            return false;
        }
        tasks[slot] = task;
        revokedSlots.clear(slot);
        task.channel = this;
        task.place = sent;
        task.dropBody();
        if (task.only != null) {
            orders = orders + 1;
        }
        sent = sent + 1;
        calls.publish();
        return true;
    }

    /** Under the lock: tells the worker to end behind what it has. If there is no room now it is to be called again. */
    void sendStop() {
        calls.sendStop();
    }

    /** Under the lock: nothing is sent to the worker any more, and the collector finds the reason and has it ended. */
    private void damaged(Throwable found) {
        condemned = true;
        answers.damaged(found);
    }

    /** Under the lock: true once, when a leaving worker has nothing left. */
    boolean isEmptied() {
        if (toldEmptied || live() > 0) {
            return false;
        }
        toldEmptied = true;
        return true;
    }

    /** After a send, best without the lock. */
    void wake() {
        try {
            calls.wake();
        } catch (InternalError cutShort) {
            answers.damaged(cutShort);
        }
    }

    /** Under the lock: from now on the channel's memory says nothing any more, and nothing is read there but by a late look that may see zeros. */
    void removed() {
        removed = true;
    }

    /** Under the lock. */
    boolean isRemoved() {
        return removed;
    }

    /** Once it was removed and all answers are taken: gives the memory back. */
    void release() {
        file.release();
    }

    /** Under the lock: the place in the list behind the last task sent. */
    long end() {
        return sent;
    }

    /** The place in the list of the oldest task that is not answered. */
    long begin() {
        return done;
    }

    /**
     * Under the lock: takes a task back that has not been started, so that it waits again with its body.
     *
     * @return the task, or null if it was started, answered or taken back before
     */
    @Nullable
    SentTask revoke(long place) {
        int slot = (int) place & MASK;
        if (removed || place < done || revokedSlots.get(slot) || !moveToRevoked(slot)) {
            return null;
        }
        SentTask task = Objects.requireNonNull(tasks[slot]);
        revoked = revoked + 1;
        if (task.only != null) {
            orders = orders - 1;
        }
        task.channel = null;
        return task;
    }

    private boolean moveToRevoked(int slot) {
        // before the worker can know of it: its answer that it has skipped the task is believed only if this is set
        revokedSlots.set(slot);
        boolean moved = false;
        try {
            moved = !answers.isDamaged() && calls.revoke(slot, tasks[slot]);
        } finally {
            if (!moved) {
                revokedSlots.clear(slot);
            }
        }
        return moved;
    }

    /** Under the lock: the task that the worker runs, as it says itself; null if it runs none, or has just ended it. */
    @Nullable
    SentTask running() {
        long number = removed || answers.isDamaged() ? RunningMark.NONE : mark.task();
        for (long place = done; number > 0 && place < sent; place++) {
            SentTask task = tasks[(int) place & MASK];
            // one that was taken back and sent again has two places
            if (task != null && task.number() == number && started(place) == task) {
                return task;
            }
        }
        return null;
    }

    /** Under the lock, from time to time: true if the worker has tasks, has started none and got no further since the last look. */
    boolean standsStill() {
        long before = stoodAt;
        stoodAt = !removed && live() > 0 && started(done) == null ? done : -1;
        if (stoodAt < 0 || before != stoodAt) {
            return false;
        }
        for (long place = done; place < sent; place++) {
            if (started(place) != null) {
                return false;
            }
        }
        return true;
    }

    /** Under the lock: the task at this place, started or not; null if it is answered or was taken back. */
    @Nullable
    SentTask sent(long place) {
        int slot = (int) place & MASK;
        return place < done || revokedSlots.get(slot) ? null : tasks[slot];
    }

    /** Under the lock: the task at this place if it was started and not answered. */
    @Nullable
    SentTask started(long place) {
        int slot = (int) place & MASK;
        if (removed || place < done || revokedSlots.get(slot)) {
            return null;
        }
        return !answers.isDamaged() && calls.isSentOnly(slot) ? null : tasks[slot];
    }

    /** By the collector: the task that an answer belongs to. Answers come in the order of the calls. */
    SentTask oldest(long number) {
        SentTask task = tasks[(int) done & MASK];
        if (done == sent || task == null || task.number() != number) {
            throw new IllegalStateException(
                    "answer out of order: worker=" + name + ", task=" + number + ", place=" + done);
        }
        return task;
    }

    /** By the collector: the oldest task is answered, or was passed over. */
    void take(long number, boolean wasSkipped, long nanos) {
        SentTask task = oldest(number);
        if (!wasSkipped) {
            figures.ran(task, nanos);
        }
        int slot = (int) done & MASK;
        if (wasSkipped && !revokedSlots.get(slot)) {
            throw new IllegalStateException(
                    "a task was skipped that had not been taken back: worker=" + name + ", task=" + number);
        }
        // or the last few thousand tasks, with their results, would be kept (Python: rule PL26)
        tasks[slot] = null;
        done = done + 1;
        if (stalled) {
            stalled = false;
        }
        if (!wasSkipped) {
            figures.answered(number, nanos);
            if (task.only != null) {
                answeredOrders = answeredOrders + 1;
            }
            answered = answered + 1;
            averageNanos += (nanos - averageNanos) / 8;
        }
    }

    /** By the collector: the worker asks for a piece of the body of the task that it has just taken up. */
    void giveWanted() {
        SentTask task = tasks[(int) done & MASK];
        byte[] body = task == null ? null : task.drawnBody();
        int from = answers.wantedFrom();
        if (task == null || body == null || task.number() != answers.task() || from < 0 || from >= task.length()) {
            throw new IllegalStateException("the worker asks for what it was not sent: worker=" + name + ", task="
                    + answers.task() + ", from=" + from);
        }
        chute.give(answers.wantedNumber(), body, from, Math.min(Chute.PIECE, task.length() - from));
    }

    /** By the collector: lets the worker sleep in the kernel once this JVM can wake it. */
    void tellCanWake() {
        try {
            calls.tellCanWake();
        } catch (InternalError cutShort) {
            answers.damaged(cutShort);
        }
    }
}
