package org.multijvm.pool.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.ipc.ring.OneToOneRingConsumer;

/**
 * The worker's end of a channel in this JVM, each step of which is the test's: what {@link WorkerLoop} does in one go, in parts, and what it
 * never does.
 */
public final class ScriptedWorker {
    private static final VarHandle STATES = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** What came of a look for a call. */
    public enum Found {
        /** The ring is empty. */
        NOTHING,

        /** The worker runs a task now, see {@link #task}. */
        A_TASK,

        /** The pool had taken the task back. */
        A_REVOKED_TASK,

        /** The pool wants the worker to end. */
        THE_STOP
    }

    private final ChannelFile channel;
    private final OneToOneRingConsumer calls;
    private final ByteBuffer frame;
    private final RunningMark mark;
    private final AskWord asks;
    private final AnswerWriter answers;
    private final LongSupplier clock;
    private long task = RunningMark.NONE;
    private int definitions;

    /**
     * Opens the channel.
     *
     * @param clock of nanoseconds
     */
    public ScriptedWorker(Path folder, String name, LongSupplier clock) {
        this.clock = clock;
        try {
            this.channel = ChannelFile.open(folder.resolve(name + "-channel"));
            this.calls = channel.callsIn();
            this.frame = calls.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
            this.mark = channel.running();
            this.asks = channel.asks();
            BlockStore blocks = new BlockStore(folder, PoolFolder.answerBlocks(name), PoolFolder.IDLE_SHARE_OF_WORKER);
            this.answers = new AnswerWriter(
                    channel.answersOut(),
                    Doorbell.open(folder.resolve(PoolFolder.BELL)),
                    new Backlog(calls),
                    new BodyEncoder(Codec.java(), blocks, true),
                    blocks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of the task in hand, or {@link RunningMark#NONE}. */
    public long task() {
        return task;
    }

    /** How many functions it was sent. */
    public int definitions() {
        return definitions;
    }

    public void ready() {
        answers.ready();
    }

    /** Its initializer begins. */
    public void initializes() {
        mark.begin(RunningMark.INITIALIZER, clock.getAsLong());
    }

    public void startFailed(Throwable thrown) {
        answers.startFailed(thrown);
    }

    /** Takes the next call up, if it has none in hand. */
    public Found takeUp() {
        if (task != RunningMark.NONE) {
            throw new IllegalStateException("a task is in hand: task=" + task);
        }
        while (calls.next()) {
            int payload = calls.payload();
            switch (calls.type()) {
                case CallLayout.DEFINE -> {
                    definitions++;
                    calls.release();
                }
                case CallLayout.CALL -> {
                    return takeUp(payload);
                }
                default -> {
                    calls.release();
                    return Found.THE_STOP;
                }
            }
        }
        return Found.NOTHING;
    }

    private Found takeUp(int payload) {
        long number = frame.getLong(payload + CallLayout.TASK);
        mark.begin(number, clock.getAsLong());
        boolean started =
                STATES.compareAndSet(calls.memory(), payload + CallLayout.STATE, CallLayout.SENT, CallLayout.STARTED);
        calls.release();
        if (!started) {
            mark.idle();
            answers.skipped(number);
            return Found.A_REVOKED_TASK;
        }
        task = number;
        return Found.A_TASK;
    }

    /** Ends the task in hand with a value. */
    public void answer(@Nullable Object value, long nanos) {
        answers.value(task, nanos, value, false);
        ended();
    }

    /** Ends the task in hand with what it threw. */
    public void fail(Throwable thrown, long nanos) {
        answers.error(task, nanos, thrown);
        ended();
    }

    /** Answers another task than the one in hand. */
    public void answerWrongly(long number) {
        answers.value(number, 1, "wrong", false);
    }

    /** Says that it has passed over a task. */
    public void skipWrongly(long number) {
        answers.skipped(number);
    }

    /** Sends what its exit function gave. */
    public void exitValue(@Nullable Object value) {
        answers.exitValue(value);
    }

    private void ended() {
        task = RunningMark.NONE;
        mark.idle();
    }

    /** Whether it is asked to interrupt the task in hand. */
    public boolean isAskedToInterrupt() {
        long ask = asks.get();
        return task != RunningMark.NONE && AskWord.task(ask) == task && AskWord.asks(ask, AskWord.INTERRUPT);
    }

    /** Whether it is asked where its initializer is. */
    public boolean isAskedForInitializer() {
        return asks.get() == (RunningMark.INITIALIZER << 2 | AskWord.STACK);
    }

    /** Tells what came of a stop of the task in hand, see {@link RunningMark}. */
    public void heard(int what) {
        mark.heard(task, what, clock.getAsLong());
    }

    /** Overwrites the ring's words and frames, as a worker does that writes where it must not. */
    public void overwrite(byte with) {
        ByteBuffer memory = channel.memory();
        for (int at = 0; at < memory.capacity(); at++) {
            memory.put(at, with);
        }
    }

    public void close() {
        channel.release();
    }
}
