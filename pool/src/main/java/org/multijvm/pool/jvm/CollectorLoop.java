package org.multijvm.pool.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.multijvm.codec.ValueReader;
import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.pool.engine.Answer;
import org.multijvm.pool.engine.AnswerDecoder;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.LoopThread;
import org.multijvm.pool.engine.ResultSource;
import org.multijvm.pool.engine.StackRoom;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.worker.AnswerLayout;
import org.multijvm.pool.worker.AnswerReader;
import org.multijvm.pool.worker.Doorbell;

/**
 * Takes the answers of all workers and completes their tasks.
 *
 * <p>Collecting is a role that one thread at a time plays, under a lock: as a rule the collector's own thread, which spins a
 * little and then sleeps on the doorbell; but a thread that waits for a result plays it itself for as long as it pays to spin
 * ({@link #awaited}), which saves two wake-ups on the way of a single call. While a leader looks, answers need not ring. When it
 * leaves, it leaves the bell as it was and then looks a last time, so that no answer is left that nobody heard of; the
 * collector's thread meanwhile sleeps on, or queues for the lock.
 *
 * <p>Where answers come fast the own thread does not let itself be woken for each: it looks by itself in rounds ({@link AnswerPace}), and workers that have more to do let it
 * sleep. Why no answer waits longer than such a round stands at the {@link Doorbell}. Who leads leaves that promise as it was: the own thread either sleeps on, and wakes by the clock,
 * or waits for the role, and looks when it has it.
 *
 * <p>Who plays it only moves bytes. Numbers, strings and arrays of primitives are read at once, since that is a copy of them; of all else the bytes are
 * copied into an {@link Answer}, which is decoded by whoever asks for it. So no code of the user's runs here.
 *
 * <p>An error can come at any allocation, since the heap is everybody's. The steps are in such an order that the next round finds what one has left:
 * an answer stays in its ring until it is copied; from then on it is {@link WorkerChannel#held} until its task is completed, which is
 * done again if need be, and does nothing the second time. A user's thread plays the role only with stack enough for all of that.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // the count of leads is written under the role
final class CollectorLoop implements ResultSource, LoopThread.Round {
    private static final long FIRST_SLEEP_NANOS = 100_000_000;
    private static final long LONGEST_SLEEP_NANOS = 1_000_000_000;
    /** A program that ends within that time never loads the kernel's sleep, which costs as much as the start of a worker; until then this thread polls. */
    private static final long LOAD_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long FIRST_POLL_NANOS = 20_000;
    private static final long LAST_POLL_NANOS = 1_000_000;
    private static final long ASK_FOR_ROLE_NANOS = 100_000;
    private static final long STALL_LOOK_NANOS = 100_000_000;
    private static final int BATCH = 256;

    private final Dispatcher dispatcher;
    private final Doorbell bell;
    private final TaskEndings endings;
    private final LongSupplier clock;
    private WorkerEvents events = WorkerEvents.NONE;
    private final ReentrantLock role = new ReentrantLock();
    private final LoopThread thread;
    private final AnswerDecoder decoder;
    private final CallbackLoop callbacks;

    /** With the role. */
    private final ValueReader reader;

    private final Spins ownSpins = new Spins();
    private final Spins leaderSpins = new Spins();
    private final AnswerPace pace;
    private volatile int leads;

    /** A worker has come up: before that no answer can come soon, and nobody spins for one. */
    private volatile boolean up;

    /** With the role. */
    private long upSince;

    private volatile boolean stopped;

    /** Something was thrown, and workers may lack what they should have been sent. */
    private volatile boolean failed;

    // the own thread's
    private long pause = FIRST_POLL_NANOS;
    private long sleep = FIRST_SLEEP_NANOS;
    private int leadsSeen;
    private long lookedAt;

    CollectorLoop(PoolParts parts) {
        this.dispatcher = parts.dispatcher();
        this.bell = parts.folder().bell();
        this.endings = parts.endings();
        this.callbacks = parts.callbacks();
        this.clock = parts.clock();
        this.lookedAt = clock.getAsLong();
        this.pace = new AnswerPace(lookedAt);
        this.decoder = new AnswerDecoder(parts.codec(), parts.folder().loader());
        this.reader = decoder.newReader();
        this.thread = new LoopThread("multijvm-" + parts.options().name() + "-collector", this);
    }

    /** Before all: what to tell of the workers. */
    void watchedBy(WorkerEvents watcher) {
        events = watcher;
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        bell.ring();
        thread.awaitEnd();
    }

    /** Ends it without waiting for that. */
    void abandon() {
        stopped = true;
        bell.ring();
    }

    /** Plays the collector while that is likely to bring the wanted result soon; returns when it is there or waiting is better. */
    @Override
    public void awaited(CompletableFuture<?> wanted) {
        if (stopped || wanted.isDone() || isLookedForSoon() || !StackRoom.isEnough() || !takeRole()) {
            return;
        }
        int bellBefore = bell.mute();
        try {
            leads = leads + 1;
            AdaptiveSpin spin = leaderSpins.now(dispatcher.workersAtWork());
            spin.begin();
            while (!wanted.isDone() && (collect() > 0 || (up && spin.goOn()))) {}
            spin.end(wanted.isDone());
            bell.unmute(bellBefore);
            while (collect() > 0) {}
        } catch (Throwable e) {
            // of another task's answer, maybe: this one waits as if it had not looked, and the own thread goes on
            failed = true;
            bell.listen();
            bell.ring();
        } finally {
            role.unlock();
        }
    }

    /** Whether the own thread looks in a moment, and no processor is idle: then a thread that waits can do nothing better than sleep. */
    private boolean isLookedForSoon() {
        return bell.isGathering() && Spins.isCrowded(dispatcher.workersAtWork());
    }

    @Override
    public void noLongerAwaited() {
        // the role was given back before
    }

    @Override
    public boolean bringsCopies() {
        return true;
    }

    /** Takes all that a worker has left behind; it must be dead. */
    void drain(WorkerChannel channel) {
        role.lock();
        try {
            while (collect(channel) > 0) {}
        } finally {
            role.unlock();
        }
        bell.rouse();
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

    private boolean takeRole() {
        try {
            return role.tryLock() || role.tryLock(ASK_FOR_ROLE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One round of the own thread. */
    @Override
    public boolean go() {
        if (stopped) {
            return false;
        }
        look();
        boolean inKernel = false;
        boolean gathers = false;
        role.lock();
        try {
            boolean ledSince = leads != leadsSeen;
            leadsSeen = leads;
            boolean came = collect() > 0;
            if (came) {
                pause = FIRST_POLL_NANOS;
                sleep = FIRST_SLEEP_NANOS;
            }
            gathers = gather();
            if (!gathers) {
                if (came || (!ledSince && up && spin())) {
                    return true;
                }
                inKernel = listen();
            }
        } finally {
            role.unlock();
        }
        if (gathers) {
            bell.sleep(Doorbell.ROUND_NANOS);
        } else if (inKernel) {
            bell.sleep(sleep);
            // each look costs some 100 us, and every answer rings: so an idle pool looks less and less often
            sleep = Math.min(2 * sleep, LONGEST_SLEEP_NANOS);
        } else {
            LockSupport.parkNanos(this, pause);
            pause = Math.min(2 * pause, LAST_POLL_NANOS);
        }
        return true;
    }

    /** From time to time, or after a failure: whether anything stands still. */
    private void look() {
        long now = clock.getAsLong();
        boolean again = failed;
        if (again || now - lookedAt >= STALL_LOOK_NANOS) {
            lookedAt = now;
            callbacks.look();
            endings.giveBackIdle();
            if (dispatcher.running().freeStalled(dispatcher.channels()) || again) {
                failed = false;
                dispatcher.refillAll();
            }
        }
    }

    /** True if an answer came. Gives way to a thread that waits for a result and would rather look itself. */
    private boolean spin() {
        AdaptiveSpin own = ownSpins.now(dispatcher.workersAtWork());
        own.begin();
        boolean came = anyAnswer();
        while (!came && !role.hasQueuedThreads() && own.goOn()) {
            came = anyAnswer();
        }
        own.end(came);
        return came;
    }

    /** Has the workers gather answers for a moment, if they come fast and some worker has more to do than what it is at; true if it is to be slept meanwhile. */
    private boolean gather() {
        if (!pace.isQuick(clock.getAsLong()) || !dispatcher.anyFedAhead() || !FutexWord.canWake()) {
            return false;
        }
        bell.gather();
        // a worker that comes after this look rings, as in listen
        if (!dispatcher.workersCanWake()) {
            bell.mute();
            return false;
        }
        // the look behind the store: of workers that have nothing more to do, and found the bell off
        collect();
        return true;
    }

    /** Switches the bell on; false if it is better to poll: an answer is there already, or somebody could not ring. */
    private boolean listen() {
        if (!FutexWord.canWake()) {
            if (up && clock.getAsLong() - upSince >= LOAD_AFTER_NANOS) {
                FutexWord.prepare();
            }
            return false;
        }
        bell.listen();
        // a worker that came before this look is seen, one that comes after it rings: see WorkerStarter
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
        pace.came(collected);
        return collected;
    }

    private int collect(WorkerChannel channel) {
        int taken = 0;
        while (taken < BATCH && !channel.corrupt && (channel.held != null || channel.answers.next())) {
            try {
                take(channel);
            } catch (OutOfMemoryError | StackOverflowError full) {
                // what was begun is gone on with in the next round
                failed = true;
                throw full;
            } catch (RuntimeException | Error e) {
                failed = true;
                // in this order: what cannot be told now is found again
                events.corrupt(channel, e);
                channel.corrupt = true;
            }
            taken++;
        }
        if (taken > 0) {
            refill(channel);
        }
        return taken;
    }

    private void refill(WorkerChannel channel) {
        try {
            dispatcher.answered(channel);
        } catch (RuntimeException | Error e) {
            failed = true;
            throw e;
        }
    }

    /** Takes the current answer, or goes on with the one that a round before has begun with. */
    private void take(WorkerChannel channel) {
        if (channel.held == null) {
            AnswerReader answer = channel.answers;
            switch (answer.type()) {
                case AnswerLayout.READY -> {
                    if (!up) {
                        upSince = clock.getAsLong();
                        up = true;
                    }
                    dispatcher.roster().ready(channel);
                    events.ready(channel);
                }
                case AnswerLayout.START_FAILED -> channel.startFailure = copy(answer, true);
                case AnswerLayout.EXIT_VALUE -> events.exited(channel, copy(answer, false));
                case AnswerLayout.EXIT_ERROR -> events.exited(channel, copy(answer, true));
                case AnswerLayout.SKIPPED -> channel.take(answer.task(), true, 0);
                case AnswerLayout.WANT -> channel.giveWanted();
                case AnswerLayout.VALUE -> hold(channel, answer, false);
                default -> hold(channel, answer, true);
            }
            answer.release();
        }
        HeldAnswer held = channel.held;
        if (held != null) {
            endings.answered(channel, held);
            channel.held = null;
        }
    }

    /** First all that may throw: so the task is either still in the list and its answer in the ring, or held. */
    private void hold(WorkerChannel channel, AnswerReader answer, boolean error) {
        SentTask task = channel.oldest(answer.task());
        HeldAnswer held = new HeldAnswer(task, answer.nanos());
        try {
            read(held, answer, error);
        } catch (IOException | RuntimeException | Error e) {
            held.thrown = e;
        }
        task.task.took(held.nanos);
        channel.held = held;
        channel.take(task.number(), false, held.nanos);
        if (held.thrown != null || (held.answer != null && held.answer.isError())) {
            channel.figures().failed();
        }
    }

    private void read(HeldAnswer held, AnswerReader answer, boolean error) throws IOException {
        ByteBuffer body = answer.body();
        if (!error) {
            int start = body.position();
            Object value = held.task.task.readPlain(reader.over(body));
            if (value != Task.NOT_PLAIN) {
                held.value = value;
                return;
            }
            body.position(start);
        }
        held.answer = new Answer(decoder, bytes(body), held.task.task, error);
    }

    /** What one who is not waited for has to say. */
    private Answer copy(AnswerReader answer, boolean error) {
        try {
            return new Answer(decoder, bytes(answer.body()), null, error);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("ByteBufferBackingArray") // of a buffer that is all of its array
    private static byte[] bytes(ByteBuffer body) {
        if (body.hasArray() && body.remaining() == body.array().length) {
            // it came in pieces, and was put together for this answer
            return body.array();
        }
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return bytes;
    }
}
