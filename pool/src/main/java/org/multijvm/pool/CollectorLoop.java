package org.multijvm.pool;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.multijvm.codec.Codec;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.ValueReader;
import org.multijvm.ipc.sync.AdaptiveSpin;
import org.multijvm.ipc.sync.FutexWord;

/**
 * Takes the answers of all workers and completes their tasks.
 *
 * <p>Collecting is a role that one thread at a time plays, under a lock: as a rule the collector's own thread, which spins a
 * little and then sleeps on the doorbell; but a thread that waits for a result plays it itself for as long as it pays to spin
 * ({@link #awaited}), which saves two wake-ups on the way of a single call. While a leader looks, answers need not ring. When it
 * leaves, it switches the bell on again first and then looks a last time, so that no answer is left that nobody heard of; the
 * collector's thread meanwhile sleeps on, or queues for the lock.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // the count of leads is written under the role
final class CollectorLoop implements ResultSource {
    private static final long LONGEST_SPIN_NANOS = 50_000;
    private static final long FIRST_SLEEP_NANOS = 100_000_000;
    private static final long LONGEST_SLEEP_NANOS = 1_000_000_000;
    private static final long FIRST_POLL_NANOS = 20_000;
    private static final long LAST_POLL_NANOS = 1_000_000;
    private static final long ASK_FOR_ROLE_NANOS = 100_000;
    private static final long STALL_LOOK_NANOS = 100_000_000;
    private static final int BATCH = 256;

    private final Dispatcher dispatcher;
    private final Doorbell bell;
    private final TaskEndings endings;
    private final WorkerEvents events;
    private final ReentrantLock role = new ReentrantLock();
    private final Thread thread;
    private final ValueReader reader;
    private final AdaptiveSpin ownSpin = new AdaptiveSpin(LONGEST_SPIN_NANOS);
    private final AdaptiveSpin leaderSpin = new AdaptiveSpin(LONGEST_SPIN_NANOS);
    private volatile int leads;
    private volatile boolean stopped;

    CollectorLoop(
            String name,
            Dispatcher dispatcher,
            PoolFolder folder,
            TaskEndings endings,
            Codec codec,
            WorkerEvents events) {
        this.dispatcher = dispatcher;
        this.bell = folder.bell();
        this.endings = endings;
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

    /** Ends it without waiting for that. */
    void abandon() {
        stopped = true;
        bell.ring();
    }

    /** Plays the collector while that is likely to bring the wanted result soon; returns when it is there or waiting is better. */
    @Override
    public void awaited(CompletableFuture<?> wanted) {
        if (role.isHeldByCurrentThread()) {
            collectUntilDone(wanted);
            return;
        }
        if (stopped || wanted.isDone() || !takeRole()) {
            return;
        }
        boolean listened = bell.mute();
        try {
            leads = leads + 1;
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

    @Override
    public void noLongerAwaited() {
        // the role was given back before
    }

    @Override
    public boolean bringsCopies() {
        return true;
    }

    /** True in the thread that must not wait for answers, since it brings them. */
    boolean isPlayedByCurrentThread() {
        return role.isHeldByCurrentThread();
    }

    /**
     * Behind the start of a worker: the collector must not sleep in the kernel until that worker can wake it, or the worker would have
     * to load the futex before it can say that it is up, which takes longer than all the rest of its start.
     */
    void lookUp() {
        bell.ring();
    }

    /** Takes all that a worker has left behind; it must be dead. */
    void drain(WorkerChannel channel) {
        role.lock();
        try {
            while (collect(channel) > 0) {}
        } finally {
            role.unlock();
        }
    }

    /** Takes all that a worker has answered until now, and nothing later. */
    void drainAndLeave(WorkerChannel channel) {
        role.lock();
        try {
            while (collect(channel) > 0) {}
            channel.corrupt = true;
        } finally {
            role.unlock();
        }
    }

    /** A stage of the user's waits in the very thread that brings the answers. */
    private void collectUntilDone(CompletableFuture<?> wanted) {
        while (!wanted.isDone() && !stopped) {
            if (collect() == 0) {
                // not with the role: the supervisor needs it to fail the tasks of a dead worker, and one of them may be
                // awaited here.
                // An answer is given back before it is completed, so whoever collects meanwhile finds everything in
                // order
                role.unlock();
                try {
                    LockSupport.parkNanos(this, FIRST_POLL_NANOS);
                } finally {
                    role.lock();
                }
            }
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
        long sleep = FIRST_SLEEP_NANOS;
        int leadsSeen = 0;
        long lookedAt = System.nanoTime();
        while (!stopped) {
            long now = System.nanoTime();
            if (now - lookedAt >= STALL_LOOK_NANOS) {
                lookedAt = now;
                endings.giveBackIdle();
                if (dispatcher.running().freeStalled(dispatcher.channels())) {
                    dispatcher.refillAll();
                }
            }
            boolean inKernel = false;
            role.lock();
            try {
                boolean ledSince = leads != leadsSeen;
                leadsSeen = leads;
                if (collect() > 0 || (!ledSince && spin())) {
                    pause = FIRST_POLL_NANOS;
                    sleep = FIRST_SLEEP_NANOS;
                    continue;
                }
                inKernel = listen();
            } finally {
                role.unlock();
            }
            if (inKernel) {
                bell.sleep(sleep);
                // each look costs some 100 us, and every answer rings: so an idle pool looks less and less often
                sleep = Math.min(2 * sleep, LONGEST_SLEEP_NANOS);
            } else {
                LockSupport.parkNanos(this, pause);
                pause = Math.min(2 * pause, LAST_POLL_NANOS);
            }
        }
    }

    /** True if an answer came. Gives way to a thread that waits for a result and would rather look itself. */
    private boolean spin() {
        ownSpin.begin();
        boolean came = anyAnswer();
        while (!came && !role.hasQueuedThreads() && ownSpin.goOn()) {
            came = anyAnswer();
        }
        ownSpin.end(came);
        return came;
    }

    /** Switches the bell on; false if it is better to poll: an answer is there already, or somebody could not ring. */
    private boolean listen() {
        if (!FutexWord.canWake()) {
            return false;
        }
        bell.listen();
        // a worker that came before this look is seen, one that comes after it rings: see lookUp
        if (!dispatcher.workersCanWake() || anyAnswer()) {
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
        int taken = 0;
        while (taken < BATCH && !channel.corrupt && channel.answers.next()) {
            try {
                take(channel);
            } catch (RuntimeException | Error e) {
                channel.corrupt = true;
                events.corrupt(channel, e);
            }
            taken++;
        }
        if (taken > 0) {
            dispatcher.answered(channel);
        }
        return taken;
    }

    /**
     * Reads the current answer, then gives its frame back, and only then completes: so that, should a stage of the user's run in this
     * thread after all and wait for a result, this thread can go on collecting from there.
     */
    private void take(WorkerChannel channel) {
        AnswerReader answer = channel.answers;
        Task task = null;
        Object value = null;
        Throwable failure = null;
        long nanos = answer.nanos();
        try {
            switch (answer.type()) {
                case AnswerLayout.READY -> {
                    FutexWord.prepare();
                    dispatcher.ready(channel);
                    events.ready(channel);
                }
                case AnswerLayout.START_FAILED -> channel.startFailure = readThrowable(answer);
                case AnswerLayout.EXIT_VALUE -> exited(channel, answer);
                case AnswerLayout.EXIT_ERROR -> events.exited(channel, null, readThrowable(answer));
                case AnswerLayout.SKIPPED -> channel.take(answer.task(), true, 0);
                case AnswerLayout.WANT -> channel.giveWanted();
                case AnswerLayout.VALUE -> {
                    task = taken(channel, answer);
                    try {
                        value = task.read(answer.body(reader));
                    } catch (IOException | RuntimeException | Error e) {
                        failure = e;
                    }
                }
                default -> {
                    task = taken(channel, answer);
                    failure = readThrowable(answer);
                }
            }
        } finally {
            answer.release();
        }
        if (task != null) {
            if (failure != null) {
                channel.failed();
            }
            endings.answered(channel, task, value, failure, nanos);
        }
    }

    private static Task taken(WorkerChannel channel, AnswerReader answer) {
        Task task = channel.take(answer.task(), false, answer.nanos());
        task.nanos = answer.nanos();
        return task;
    }

    private void exited(WorkerChannel channel, AnswerReader answer) {
        try {
            events.exited(channel, answer.body(reader).read(), null);
        } catch (IOException | RuntimeException | Error e) {
            events.exited(channel, null, e);
        }
    }

    private Throwable readThrowable(AnswerReader answer) {
        try {
            return RemoteThrowable.read(answer.body(reader));
        } catch (IOException | RuntimeException | Error e) {
            return e;
        }
    }
}
