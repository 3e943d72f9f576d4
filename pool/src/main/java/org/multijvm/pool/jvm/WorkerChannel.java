package org.multijvm.pool.jvm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ring.OneToOneRingProducer;
import org.multijvm.pool.engine.Answer;
import org.multijvm.pool.engine.SlowTasks;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.pool.worker.AnswerReader;
import org.multijvm.pool.worker.AskWord;
import org.multijvm.pool.worker.BlockReader;
import org.multijvm.pool.worker.CallLayout;
import org.multijvm.pool.worker.ChannelFile;
import org.multijvm.pool.worker.Chute;
import org.multijvm.pool.worker.PoolFolder;
import org.multijvm.pool.worker.RunningMark;

/**
 * The pool's end of the channel to one worker, and the list of what that worker was sent and has not answered.
 *
 * <p>The ring of calls and the list's end belong to whoever holds the dispatcher's lock; the ring of answers and the list's
 * beginning belong to the collector, whoever plays it. They meet in {@code tasks}: an entry is written before its frame is
 * published and read after its answer has arrived, and the release and acquire of the two rings order the one before the other.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // each counter has one side that writes it
final class WorkerChannel {
    private static final VarHandle STATES = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** The most frames that may be unanswered. */
    private static final int SLOTS = 1 << 12;

    private static final int MASK = SLOTS - 1;

    /** How much work a worker is fed ahead: about what a wake-up and a round trip take, several times over. */
    private static final long AHEAD_NANOS = 500_000;

    /** About what a new worker takes to come up; a wrong guess costs a pause or a JVM that waits. */
    private static final long START_NANOS = 150_000_000;

    private static final long FIRST_GUESS_NANOS = 100_000;
    private static final int SMALLEST_WINDOW = 2;
    private static final int LARGEST_WINDOW = SLOTS / 2;

    final String name;
    final ChannelFile file;
    final AnswerReader answers;
    final RunningMark mark;
    final AskWord asks;

    /** By {@link LimitTable#now}. */
    final long madeAt;

    private final OneToOneRingProducer calls;
    private final Chute chute;
    private final ByteBuffer frame;
    private final Codec codec;

    private final @Nullable SentTask[] tasks = new @Nullable SentTask[SLOTS];
    private final long[] ends = new long[SLOTS];
    private final int[] payloads = new int[SLOTS];
    private final BitSet revokedSlots = new BitSet(SLOTS);
    private final BitSet defined = new BitSet();

    private volatile long sent;
    private volatile long revoked;
    private volatile long answered;
    private volatile long done;
    private volatile long averageNanos = FIRST_GUESS_NANOS;

    /** For the pool's statistics. */
    private final BusyTime busy;

    /** Collector; see {@link #failed}. */
    private volatile long failures;

    private final SlowTasks slowTasks;
    private boolean toldCanWake;

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

    /** How many tasks the worker may run. */
    private final long quota;

    /** Under the lock: it may run more, since no other one can be started that would take its place. */
    volatile boolean servesOn;

    /** It did not take up what it was sent. Set under the lock, unset by the collector when it says something. */
    volatile boolean stalled;

    /** Under the lock: the oldest task's place at the last look of {@link #standsStill}, or -1. */
    private long stoodAt = -1;

    private boolean toldNearlySpent;
    private boolean stopSent;
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
    Held held;

    /** One of value, answer and thrown is what came; null is a value. */
    static final class Held {
        final SentTask task;
        final long nanos;

        @Nullable
        Object value;

        @Nullable
        Answer answer;

        @Nullable
        Throwable thrown;

        Held(SentTask task, long nanos) {
            this.task = task;
            this.nanos = nanos;
        }
    }

    WorkerChannel(String name, ChannelFile file, PoolParts parts) {
        this.name = name;
        this.madeAt = parts.limits().now();
        this.quota = parts.options().life().drawMaxTasks();
        this.file = file;
        this.codec = parts.codec();
        this.mark = file.running();
        this.asks = file.asks();
        this.busy = new BusyTime(mark);
        this.calls = file.callsOut();
        this.chute = file.chute();
        this.answers = new AnswerReader(file, new BlockReader(parts.folder().path(), PoolFolder.answerBlocks(name)));
        this.slowTasks = parts.ledger().slowTasks();
        this.frame = file.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many tasks the worker has that it must still answer. */
    int live() {
        return (int) (sent - revoked - answered);
    }

    /** Whether the worker may be given a task. */
    boolean takes() {
        return ready && !reserve && !leaving && !condemned && !stalled && (servesOn || sent - revoked < quota);
    }

    /** Whether the worker is up and has something to do, or may be given something. */
    boolean isOfUse() {
        return ready && !condemned && (live() > 0 || servesOn || !isSpent());
    }

    /** True if the worker has been given all tasks that it may run. */
    boolean isSpent() {
        return sent - revoked >= quota;
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
        long left = quota - (sent - revoked);
        if (left > Math.min(quota / 2, START_NANOS / Math.max(1, averageNanos)) || (left > 0 && toldNearlySpent)) {
            return false;
        }
        toldNearlySpent = true;
        return true;
    }

    /** By the collector: the answer that it took last was an error, or could not be read. */
    void failed() {
        failures = failures + 1;
    }

    /** How many answers were errors. */
    long failures() {
        return failures;
    }

    /** How many answers were results. */
    long results() {
        // in this order, or one that comes meanwhile might make it negative
        long errors = failures;
        return answered - errors;
    }

    /** How long it has been at tasks, the running one included. */
    long busyNanos() {
        return busy.nanos();
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
        if (sent - done == SLOTS || !define(task)) {
            return false;
        }
        int inline = task.inBlock() || task.isDrawn() ? 0 : task.length();
        int at = claim(CallLayout.CALL, CallLayout.BODY + inline);
        if (at < 0) {
            return false;
        }
        frame.putInt(at + CallLayout.STATE, CallLayout.SENT);
        frame.putInt(at + CallLayout.FUNCTION, task.shape().id());
        frame.putLong(at + CallLayout.TASK, task.number());
        frame.putInt(at + CallLayout.KIND, task.task.kind);
        frame.putInt(at + CallLayout.BLOCK, task.blockNumber());
        frame.putInt(at + CallLayout.LENGTH, task.length());
        if (inline > 0) {
            frame.put(at + CallLayout.BODY, body.array(), body.arrayOffset() + body.position(), inline);
        }
        int slot = (int) sent & MASK;
        tasks[slot] = task;
        ends[slot] = calls.claimedEnd();
        payloads[slot] = at;
        revokedSlots.clear(slot);
        task.channel = this;
        task.place = sent;
        task.dropBody();
        sent = sent + 1;
        calls.publish();
        return true;
    }

    /** Under the lock: tells the worker to end behind what it has. If there is no room now it is to be called again. */
    void sendStop() {
        if (!stopSent && claim(CallLayout.STOP, 0) >= 0) {
            stopSent = true;
            calls.publish();
        }
    }

    /** As {@link OneToOneRingProducer#claim}; where the channel is damaged there is no room, and its worker will be ended. */
    private int claim(int type, int payload) {
        try {
            return calls.claim(type, payload);
        } catch (IllegalStateException | InternalError damage) {
            damaged(damage);
            return -1;
        }
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
            calls.wakeConsumer();
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
        task.channel = null;
        return task;
    }

    /** What a damaged channel says of a task is not believed: then it counts as started. */
    private boolean moveToRevoked(int slot) {
        // before the worker can know of it: its answer that it has skipped the task is believed only if this is set
        revokedSlots.set(slot);
        boolean moved = false;
        try {
            if (!answers.isDamaged() && !calls.taken(ends[slot])) {
                SentTask task = Objects.requireNonNull(tasks[slot]);
                // before it is moved: there may be no room for the copy
                byte[] copy = task.isKept() ? null : copyOfBody(task, slot);
                moved = STATES.compareAndSet(
                        file.memory(), payloads[slot] + CallLayout.STATE, CallLayout.SENT, CallLayout.REVOKED);
                if (moved && copy != null) {
                    task.keep(copy);
                }
            }
        } catch (InternalError cutShort) {
            damaged(cutShort);
            moved = false;
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
        return isSentOnly(slot) ? null : tasks[slot];
    }

    private boolean isSentOnly(int slot) {
        try {
            return !answers.isDamaged()
                    && !calls.taken(ends[slot])
                    && frame.getInt(payloads[slot] + CallLayout.STATE) == CallLayout.SENT;
        } catch (InternalError cutShort) {
            damaged(cutShort);
            return false;
        }
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
            noteSlow(task, nanos);
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
            busy.answered(number, nanos);
            answered = answered + 1;
            averageNanos += (nanos - averageNanos) / 8;
        }
    }

    private void noteSlow(SentTask task, long nanos) {
        if (slowTasks.isSlow(nanos)) {
            try {
                slowTasks.add(task.number(), task.shape().name(), name, nanos);
            } catch (OutOfMemoryError full) {
                // then the statistics lack it
                return;
            }
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
        if (!toldCanWake) {
            toldCanWake = true;
            try {
                calls.canWake();
            } catch (InternalError cutShort) {
                answers.damaged(cutShort);
            }
        }
    }

    private byte[] copyOfBody(SentTask task, int slot) {
        byte[] copy = new byte[task.length()];
        frame.get(payloads[slot] + CallLayout.BODY, copy);
        return copy;
    }

    /** A function is sent once to each worker, in front of its first call. */
    private boolean define(SentTask task) {
        int function = task.shape().id();
        if (defined.get(function)) {
            return true;
        }
        ValueWriter definition = new ValueWriter(codec);
        task.shape().writeDefinition(definition);
        ByteBuffer bytes = definition.buffer();
        int at = claim(CallLayout.DEFINE, CallLayout.DEFINITION + bytes.position());
        if (at < 0) {
            return false;
        }
        frame.putInt(at + CallLayout.DEFINED_FUNCTION, function);
        frame.put(at + CallLayout.DEFINITION, bytes.array(), bytes.arrayOffset(), bytes.position());
        defined.set(function);
        return true;
    }
}
