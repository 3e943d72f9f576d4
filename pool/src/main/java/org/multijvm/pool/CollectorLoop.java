package org.multijvm.pool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.ValueReader;
import org.multijvm.ipc.channel.RingConsumer;
import org.multijvm.ipc.sync.AdaptiveSpin;
import org.multijvm.ipc.sync.FutexWord;

/**
 * Takes the answers of all workers and completes their tasks.
 *
 * <p>Collecting is a role that one thread at a time plays, under a lock: as a rule the collector's own thread, which spins a
 * little and then sleeps on the doorbell; but a thread that waits for a result plays it itself for as long as it pays to spin
 * ({@link #lead}), which saves two wake-ups on the way of a single call. While a leader looks, answers need not ring. When it
 * leaves, it switches the bell on again first and then looks a last time, so that no answer is left that nobody heard of; the
 * collector's thread meanwhile sleeps on, or queues for the lock.
 */
final class CollectorLoop {
    private static final long LONGEST_SPIN_NANOS = 50_000;
    private static final long LONGEST_SLEEP_NANOS = 100_000_000;
    private static final long FIRST_POLL_NANOS = 20_000;
    private static final long LAST_POLL_NANOS = 1_000_000;
    private static final long ASK_FOR_ROLE_NANOS = 100_000;
    private static final int BATCH = 256;

    private final Dispatcher dispatcher;
    private final Doorbell bell;
    private final PoolFolder folder;
    private final BlockStore callBlocks;
    private final WorkerEvents events;
    private final ReentrantLock role = new ReentrantLock();
    private final Thread thread;
    private final ValueReader reader;
    private final Map<WorkerChannel, ByteBuffer> windows = new HashMap<>();
    private final Map<WorkerChannel, BlockReader> answerBlocks = new HashMap<>();
    private final AdaptiveSpin ownSpin = new AdaptiveSpin(LONGEST_SPIN_NANOS);
    private final AdaptiveSpin leaderSpin = new AdaptiveSpin(LONGEST_SPIN_NANOS);
    private volatile int leads;
    private volatile boolean stopped;

    CollectorLoop(
            String name, Dispatcher dispatcher, PoolFolder folder, BlockStore callBlocks, Codec codec, WorkerEvents events) {
        this.dispatcher = dispatcher;
        this.bell = folder.bell();
        this.folder = folder;
        this.callBlocks = callBlocks;
        this.events = events;
        this.reader = new ValueReader(codec, folder.loader());
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        stopped = true;
        bell.ring();
        if (Thread.currentThread() != thread) {
            thread.join();
        }
    }

    /** Plays the collector while that is likely to bring the wanted result soon; returns when it is there or waiting is better. */
    void lead(CompletableFuture<?> wanted) {
        if (stopped || wanted.isDone() || Thread.currentThread() == thread || role.isHeldByCurrentThread() || !takeRole()) {
            return;
        }
        boolean listened = bell.mute();
        try {
            leads++;
            leaderSpin.begin();
            while (!wanted.isDone() && (collect() > 0 || leaderSpin.goOn())) {}
            leaderSpin.end(wanted.isDone());
            if (listened) {
                bell.listen();
            }
            while (collect() > 0) {}
        } finally {
            role.unlock();
        }
    }

    /** True in the thread that must not wait for answers, since it brings them. */
    boolean isPlayedByCurrentThread() {
        return role.isHeldByCurrentThread();
    }

    /** Takes all that a worker has left behind; it must be dead. */
    void drain(WorkerChannel channel) {
        role.lock();
        try {
            while (collect(channel) > 0) {}
            windows.remove(channel);
            answerBlocks.remove(channel);
        } finally {
            role.unlock();
        }
    }

    private boolean takeRole() {
        try {
            return role.tryLock() || role.tryLock(ASK_FOR_ROLE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        long pause = FIRST_POLL_NANOS;
        int leadsSeen = 0;
        while (!stopped) {
            boolean inKernel = false;
            role.lock();
            try {
                boolean ledSince = leads != leadsSeen;
                leadsSeen = leads;
                if (collect() > 0 || (!ledSince && spin())) {
                    pause = FIRST_POLL_NANOS;
                    continue;
                }
                inKernel = listen();
            } finally {
                role.unlock();
            }
            if (inKernel) {
                bell.sleep(LONGEST_SLEEP_NANOS);
            } else {
                LockSupport.parkNanos(this, pause);
                pause = Math.min(2 * pause, LAST_POLL_NANOS);
            }
        }
    }

    /** True if an answer came. Gives way to a thread that waits for a result and would rather look itself. */
    private boolean spin() {
        ownSpin.begin();
        boolean came;
        while (!(came = anyAnswer()) && !role.hasQueuedThreads() && ownSpin.goOn()) {}
        ownSpin.end(came);
        return came;
    }

    /** Switches the bell on; false if it is better to poll: an answer is there already, or somebody could not ring. */
    private boolean listen() {
        if (!FutexWord.canWake()) {
            return false;
        }
        dispatcher.tellCanWake();
        if (!dispatcher.workersCanWake()) {
            return false;
        }
        bell.listen();
        if (anyAnswer()) {
            bell.mute();
            return false;
        }
        return true;
    }

    private boolean anyAnswer() {
        for (WorkerChannel channel : dispatcher.channels()) {
            if (!channel.corrupt && channel.answers.hasNext()) {
                return true;
            }
        }
        return false;
    }

    private int collect() {
        int collected = 0;
        for (WorkerChannel channel : dispatcher.channels()) {
            collected += collect(channel);
        }
        return collected;
    }

    private int collect(WorkerChannel channel) {
        RingConsumer answers = channel.answers;
        int taken = 0;
        while (taken < BATCH && !channel.corrupt && answers.next()) {
            try {
                take(channel, answers);
            } catch (RuntimeException | Error e) {
                channel.corrupt = true;
                events.corrupt(channel, e);
            } finally {
                answers.release();
            }
            taken++;
        }
        if (taken > 0) {
            dispatcher.answered(channel);
        }
        return taken;
    }

    private void take(WorkerChannel channel, RingConsumer answers) {
        ByteBuffer window = windows.get(channel);
        if (window == null) {
            window = answers.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
            windows.put(channel, window);
        }
        int payload = answers.payload();
        int type = answers.type();
        window.clear();
        long number = window.getLong(payload + AnswerLayout.TASK);
        long nanos = window.getLong(payload + AnswerLayout.NANOS);
        switch (type) {
            case AnswerLayout.READY:
                dispatcher.ready(channel);
                events.ready(channel);
                break;
            case AnswerLayout.START_FAILED:
                channel.startFailure = readThrowable(channel, window, payload);
                break;
            case AnswerLayout.SKIPPED:
                channel.take(number, true, 0);
                break;
            default:
                finish(channel.take(number, false, nanos), type, channel, window, payload);
        }
    }

    private void finish(Task task, int type, WorkerChannel channel, ByteBuffer window, int payload) {
        release(task);
        if (type == AnswerLayout.ERROR) {
            task.fail(readThrowable(channel, window, payload));
            return;
        }
        try {
            task.succeed(body(channel, window, payload));
        } catch (Throwable e) {
            task.fail(e);
        }
    }

    /** Gives the task's block back, now that no worker reads it any more. */
    void release(Task task) {
        Block block = task.releaseBlock();
        if (block != null) {
            callBlocks.giveBack(block);
        }
    }

    private Throwable readThrowable(WorkerChannel channel, ByteBuffer window, int payload) {
        try {
            return RemoteThrowable.read(body(channel, window, payload));
        } catch (IOException | RuntimeException | Error e) {
            return e;
        }
    }

    private ValueReader body(WorkerChannel channel, ByteBuffer window, int payload) throws IOException {
        int block = window.getInt(payload + AnswerLayout.BLOCK);
        int length = window.getInt(payload + AnswerLayout.LENGTH);
        if (block == CallLayout.NO_BLOCK) {
            window.limit(payload + AnswerLayout.BODY + length).position(payload + AnswerLayout.BODY);
            return reader.over(window);
        }
        return reader.over(blocksOf(channel).read(block, length));
    }

    private BlockReader blocksOf(WorkerChannel channel) {
        @Nullable BlockReader blocks = answerBlocks.get(channel);
        if (blocks == null) {
            blocks = new BlockReader(folder.path(), PoolFolder.answerBlocks(channel.name));
            answerBlocks.put(channel, blocks);
        }
        return blocks;
    }
}
