package org.multijvm.pool.jvm;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.pool.engine.Answer;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.LoopThread;
import org.multijvm.pool.engine.MachineShare;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.TimedEvents;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.pool.worker.PoolFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that starts, replaces and ends the pool's workers.
 *
 * <p>Everything that happens to a worker comes to it as an event, in order, and only this thread changes the {@link Workforce};
 * {@link Worker} tells a worker's life.
 *
 * <p>The pool's own states are {@code RUNNING}, {@code STOPPING} (drained, broken or terminated: no worker is started any more) and,
 * when the last worker is gone, {@code ENDED}.
 */
final class SupervisorLoop implements WorkerEvents, LoadEvents, LoopThread.Round {
    private static final long STOP_GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_TRIES_TO_END = 1_000;

    private final PoolOptions options;
    private final PoolFolder folder;
    private final Dispatcher dispatcher;
    private final CallbackLoop callbacks;
    private final TaskEndings endings;
    private final StatsLedger ledger;
    private final WorkerOrders orders;
    private final CollectorLoop collector;
    private final LoopThread thread;
    private final LongSupplier clock;
    private final TimedEvents events;
    private final Workforce workforce;
    private final WorkerTable table;
    private final RestartGuard guard;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Tasks that are tried again after a pause. */
    private final Set<SentTask> pausing = ConcurrentHashMap.newKeySet();

    /** What waited and no worker will get, until it has been failed: that may find no memory, and is done again. */
    private @Nullable SentTask failing;

    private boolean stopping;
    private @Nullable Throwable stopReason;
    private int triesToEnd;

    // made ahead: they are posted where a full heap must not lose them
    private final Runnable whenDrained = new Runnable() {
        @Override
        public void run() {
            stopGently();
        }
    };
    private final Runnable whenBusy;
    private final CallbackLoop.Node exitsHeard;

    /** Why the pool was given up, if it was. */
    private volatile @Nullable Throwable brokenBy;

    SupervisorLoop(PoolParts parts, CollectorLoop collector, WorkerStarter starter) {
        this.options = parts.options();
        this.folder = parts.folder();
        this.dispatcher = parts.dispatcher();
        this.callbacks = parts.callbacks();
        this.endings = parts.endings();
        this.ledger = parts.ledger();
        this.orders = parts.orders();
        this.clock = parts.clock();
        this.collector = collector;
        this.events = parts.events();
        this.guard = new RestartGuard(parts.patienceNanos(), clock);
        this.workforce = new Workforce(parts, starter, new Workforce.Watcher() {
            @Override
            public void ended(Worker worker, ProcessExit exit) {
                workerEnded(worker, exit);
            }

            @Override
            public void filled() {
                begun.countDown();
            }

            @Override
            public void givenUp(WorkerStartException reason) {
                breakWith(reason);
            }
        });
        this.table = workforce.table();
        this.whenBusy = new Runnable() {
            @Override
            public void run() {
                workforce.fill();
            }
        };
        this.exitsHeard = new CallbackLoop.Node() {
            @Override
            public void run() {
                workforce.exits().all();
            }
        };
        this.thread = new LoopThread("multijvm-" + options.name() + "-supervisor", this);
        dispatcher.watchedBy(this);
        collector.watchedBy(this);
    }

    void start() {
        events.post(whenBusy);
        collector.start();
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // the machine gives no more threads
            collector.abandon();
            throw e;
        }
    }

    /** Whether the pool can do its work. */
    PoolHealth health() {
        Throwable broken = brokenBy;
        if (broken != null) {
            return PoolHealth.broken(broken);
        }
        int living = 0;
        for (WorkerChannel channel : dispatcher.channels()) {
            living += channel.ready && !channel.leaving && !channel.condemned ? 1 : 0;
        }
        if (dispatcher.isClosed()) {
            return PoolHealth.well(PoolHealth.State.CLOSED, living, workforce.lastWanted());
        }
        return workforce.health(living);
    }

    /** True once everything has ended, after at most so long. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        // a callback that waited here would wait for itself
        return ended.await(callbacks.isThread(Thread.currentThread()) ? 0 : nanos, TimeUnit.NANOSECONDS);
    }

    /** Waits until the first workers have been started, if they can be, or the pool has ended. */
    void awaitFirstWorkers() throws InterruptedException {
        begun.await();
    }

    /** A look at the workers there are. */
    List<WorkerLife> lives() {
        return table.lives();
    }

    WorkerTable table() {
        return table;
    }

    List<ExitResult> exitResults() {
        return workforce.exits().all();
    }

    void resize(int workers) {
        events.post(() -> {
            if (!stopping) {
                workforce.resize(workers);
            }
        });
    }

    void terminate() {
        events.post(new Runnable() {
            @Override
            public void run() {
                stopAtOnce(new CancellationException("the pool was terminated: pool=" + options.name()));
            }
        });
        callbacks.hurry();
    }

    /** As {@link #terminate}, but the workers are asked to end, and killed only if they have not by the end of the grace period. */
    void terminateGently() {
        callbacks.hurry();
        events.post(() -> {
            stopReason = new CancellationException("the pool's workers were terminated: pool=" + options.name());
            stop();
            dispatcher.close();
            table.all().forEach(worker -> worker.process.terminate());
            failAll(stopReason);
            events.after(STOP_GRACE_NANOS, this::killAll);
        });
    }

    /**
     * Kills a condemned worker, if it still lives, and fails the task that it runs at once: no code of a process runs on once SIGKILL was
     * sent to it, but until all its memory is given back and its end is known can take some ten milliseconds.
     */
    void kill(WorkerChannel channel) {
        post(channel, worker -> {
            worker.kill();
            collector.drainAndLeave(channel);
            SentTask running = dispatcher.roster().remove(channel);
            if (running != null) {
                worker.stopped = running;
                // before the task is failed, since a thread that sees that may ask
                ledger.taskKilled();
            }
            // for want of memory this may be called again, and the channel has no task then
            SentTask stopped = worker.stopped;
            if (stopped != null) {
                endings.stopped(channel, stopped);
                worker.stopped = null;
                dispatcher.refillAll();
            }
        });
    }

    /** Whether the worker's JVM writes down how native code has crashed it; by any thread. */
    boolean isCrashing(WorkerChannel channel) {
        Worker worker = table.of(channel);
        return worker != null && worker.process.isCrashing();
    }

    @Override
    public void drained() {
        events.post(whenDrained);
    }

    @Override
    public void allBusy() {
        events.post(whenBusy);
    }

    @Override
    public void nearlySpent(WorkerChannel channel) {
        post(channel, workforce::nearlySpent);
    }

    @Override
    public void emptied(WorkerChannel channel) {
        post(channel, new Consumer<>() {
            @Override
            public void accept(Worker worker) {
                workforce.emptied(worker);
            }
        });
    }

    /** The task is noted at once, so that the end of the pool finds it also if that comes before the event. */
    @Override
    public void retryLater(SentTask task, long nanos) {
        Runnable event = () -> events.after(nanos, () -> {
            if (pausing.remove(task)) {
                dispatcher.retryNow(task);
                workforce.fill();
            }
        });
        // behind what needs memory: one that is noted without an event would be ended by whoever tries this again, and
        // by the end
        pausing.add(task);
        events.post(event);
    }

    @Override
    public void lookForOverdue(long nanos) {
        events.post(() -> events.after(nanos, dispatcher::lookForOverdue));
    }

    @Override
    public void ready(WorkerChannel channel) {
        post(channel, new Consumer<>() {
            @Override
            public void accept(Worker worker) {
                workforce.ready(worker);
            }
        });
    }

    /** Not as an event, which might come behind the end of the worker, and of the pool. */
    @Override
    public void exited(WorkerChannel channel, Answer answer) {
        Worker worker = table.of(channel);
        if (worker != null) {
            workforce.exits().add(worker.name(), worker.slot.id, answer);
            callbacks.add(exitsHeard, true);
        }
    }

    @Override
    public void corrupt(WorkerChannel channel, Throwable reason) {
        post(channel, worker -> {
            logger().error("a worker broke the protocol and is ended: worker={}", channel.name, reason);
            worker.process.kill();
        });
    }

    private void post(WorkerChannel channel, Consumer<Worker> event) {
        events.post(new Runnable() {
            @Override
            public void run() {
                Worker worker = table.of(channel);
                if (worker != null) {
                    event.accept(worker);
                }
            }
        });
    }

    @Override
    public boolean go() throws InterruptedException {
        if (!(stopping && table.isEmpty()) || events.isUnfinished()) {
            nextEvent();
            return true;
        }
        return !hasEnded();
    }

    /** Ends what is left. What it is interrupted in, or has no memory for, is done again, but not without end. */
    private boolean hasEnded() throws InterruptedException {
        if (triesToEnd++ < MOST_TRIES_TO_END) {
            failAll(
                    stopReason != null
                            ? stopReason
                            : new CancellationException("the pool has ended: pool=" + options.name()));
            endings.end();
            collector.stop();
            callbacks.finish();
            callbacks.awaitEnd();
        }
        try {
            MachineShare.leave(workforce.most());
            folder.delete();
        } finally {
            triesToEnd = MOST_TRIES_TO_END;
            begun.countDown();
            ended.countDown();
        }
        return true;
    }

    private void nextEvent() throws InterruptedException {
        try {
            events.runNext();
        } catch (LinkageError e) {
            // the class path lacks something: what this event has left undone would be waited for without end
            breakWith(new IllegalStateException("the class path lacks what the pool needs: " + e.getMessage(), e));
        }
    }

    private void workerEnded(Worker worker, ProcessExit exit) {
        try {
            takeLeave(worker, exit);
        } finally {
            // whatever fails in there: what waits must find another worker
            dispatcher.refillAll();
            workforce.fill();
        }
        // nothing waits for this
        folder.deleteOf(worker.channel.name);
        worker.channel.release();
        worker.process.close();
    }

    /** In steps, each of which is done once: for want of memory this may be called again. */
    private void takeLeave(Worker worker, ProcessExit exit) {
        WorkerChannel channel = worker.channel;
        if (worker.leaves == Worker.Leave.DRAINS) {
            collector.drain(channel);
            workforce.forget(worker);
            worker.ran = dispatcher.roster().remove(channel);
            worker.leaves = Worker.Leave.IS_TOLD;
        }
        orders.ended(channel);
        SentTask running = worker.ran;
        WorkerDeath death = new WorkerDeath(worker, exit, worker.process.errorTail());
        boolean ran = running != null;
        if (worker.leaves == Worker.Leave.IS_TOLD) {
            worker.view.close();
            ledger.workerEnded(channel, ran, stopping ? null : death.reason(ran), death.end(ran));
            worker.leaves = Worker.Leave.FAILS_TASK;
        }
        if (worker.leaves == Worker.Leave.FAILS_TASK) {
            if (running != null && stopReason != null) {
                endings.giveUp(running, stopReason);
            } else if (running != null) {
                endings.workerDied(channel, running, death.at(running));
            }
            worker.leaves = Worker.Leave.IS_REPLACED;
        }
        if (worker.leaves == Worker.Leave.IS_REPLACED) {
            while (!channel.lost.isEmpty()) {
                SentTask lost = channel.lost.get(0);
                if (stopReason != null) {
                    endings.giveUp(lost, stopReason);
                } else {
                    endings.workerDied(channel, lost, death.at(lost));
                }
                channel.lost.remove(0);
            }
            death.note(ran, stopReason != null);
            if (worker.exiting
                    && options.life().exitFunction() != null
                    && !workforce.exits().has(worker.name())
                    && stopReason == null) {
                workforce.exits().add(worker.name(), worker.slot.id, death.beforeExitResult());
            }
            if (!stopping && worker.state != Worker.State.LEAVING) {
                goOn(death, ran);
            }
            worker.leaves = Worker.Leave.HAS_LEFT;
        }
    }

    /** What follows from the end of a worker that had not been told to leave. */
    private void goOn(WorkerDeath death, boolean ran) {
        Worker worker = death.worker();
        if (!worker.channel.ready || worker.channel.lateStart != null) {
            workforce.startFailed(worker, death.beforeReady(), death.isByOthers());
            return;
        }
        long pause = 0;
        if (!worker.killed) {
            long lived = worker.readyAtNanos == 0 ? 0 : clock.getAsLong() - worker.readyAtNanos;
            pause = guard.afterDeath(worker.slot, lived, worker.channel.answered(), ran, table.answered());
        }
        if (pause == RestartGuard.GIVE_UP) {
            breakWith(death.again(RestartGuard.IDLE_DEATHS));
        } else {
            workforce.refill(worker, pause);
        }
    }

    private void breakWith(Throwable reason) {
        brokenBy = reason;
        dispatcher.breakWith(
                new RejectedExecutionException("the pool takes no more tasks: " + reason.getMessage(), reason));
        stopAtOnce(reason);
    }

    private void stopGently() {
        if (stopping || !dispatcher.isDrained()) {
            return;
        }
        stop();
        workforce.dismissAll();
    }

    private void stopAtOnce(Throwable reason) {
        stop();
        stopReason = reason;
        dispatcher.close();
        killAll();
        failAll(reason);
    }

    private void stop() {
        stopping = true;
        dispatcher.takeNothingBack();
        workforce.close();
    }

    private void killAll() {
        for (Worker worker : table.all()) {
            worker.kill();
        }
    }

    /** Fails what waits; what workers have fails as they end. */
    @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // the set is a concurrent one, which allows it
    private void failAll(Throwable reason) {
        failLast(reason);
        while ((failing = dispatcher.removeFirstWaiting()) != null) {
            failLast(reason);
        }
        for (SentTask task : pausing) {
            if (pausing.remove(task) && dispatcher.withdraw(task)) {
                failing = task;
                failLast(reason);
            }
        }
    }

    private void failLast(Throwable reason) {
        SentTask task = failing;
        if (task != null) {
            endings.giveUp(task, reason);
            failing = null;
        }
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(SupervisorLoop.class);
    }
}
