package org.multijvm.pool.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.pool.engine.ExitResults;
import org.multijvm.pool.engine.LifeOptions;
import org.multijvm.pool.engine.MachineShare;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.StartFailures;
import org.multijvm.pool.engine.TimedEvents;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.WorkerStartException;

/**
 * How many workers there are, and which one takes whose place. Confined to the supervisor, as all that it calls.
 *
 * <p>Each worker fills a slot. There are always as many held slots as the load asks for, between the fewest and the most. A worker that is
 * to be replaced goes on until another one is ready, in reserve, for its slot; only then is it told to leave. So the rule that
 * nothing may ever hang rests on this: a worker that may be given no more tasks has a replacement that starts, waits or is due after a
 * pause, and each of these ends in an event that is seen here; or the pool breaks. Where no worker can be started for a while, {@link
 * StartFailures} says when the next try is due, and the one that was to leave serves on.
 */
final class Workforce {
    private static final long STOP_GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** One that takes longer holds up the next no more: its initializer may take long, or it may hang. */
    private static final long START_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** So long a first worker that has nothing to share is alone: a program that has ended by then starts no second JVM. */
    private static final long ALONE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PoolOptions options;
    private final LifeOptions life;
    private final Dispatcher dispatcher;
    private final WorkerStarter starter;
    private final TimedEvents events;
    private final StartFailures failures;
    private final LongSupplier clock;
    private final Watcher watcher;
    private final WorkerTable table;
    private final ExitResults exits = new ExitResults();
    private final WorkerWatch watch;
    private int fewest;
    private int most;
    private boolean closed;
    private int starts;

    /** When starts are tried again that have failed; null if nothing is put off. */
    private TimedEvents.@Nullable Timer nextTry;

    /** When the next worker is started at the latest, if one waits for its turn; null if none does. */
    private TimedEvents.@Nullable Timer nextTurn;

    private long nextTurnAt;

    /** Whether a start was put off in this look, since others come up or are enough for now. */
    private boolean outOfTurn;

    /** When the first worker came up; null before. */
    private @Nullable Long firstUpAt;

    /** The first worker has been alone for its time, or there was more to do than for one. */
    private boolean grown;

    /** How many workers there should be, as far as is known; read by anyone. */
    private volatile int lastWanted;

    /** What becomes of the workers, for the supervisor, in its thread. */
    interface Watcher {
        /** A worker's process has ended. */
        void ended(Worker worker, ProcessExit exit);

        /** No start is put off any more for the sole reason that others come up, or are enough for now; told often. */
        void filled();

        /** It is no use to try to start workers any more. */
        void givenUp(WorkerStartException reason);
    }

    Workforce(PoolParts parts, WorkerStarter starter, Watcher watcher) {
        this.options = parts.options();
        this.life = options.life();
        this.dispatcher = parts.dispatcher();
        this.clock = parts.clock();
        this.starter = starter;
        this.events = parts.events();
        this.watcher = watcher;
        this.failures = new StartFailures(parts.patienceNanos(), clock);
        this.table = new WorkerTable(clock);
        this.fewest = life.minWorkers();
        this.most = options.workers();
        this.lastWanted = fewest;
        this.watch = new WorkerWatch(parts, this, table);
    }

    WorkerTable table() {
        return table;
    }

    ExitResults exits() {
        return exits;
    }

    int most() {
        return most;
    }

    /** How many workers there should be now, by the last look; by any thread. */
    int lastWanted() {
        return lastWanted;
    }

    /** How a pool is that takes tasks and is not given up, while so many workers can do something; by any thread. */
    PoolHealth health(int living) {
        return failures.health(living, lastWanted);
    }

    /** How many workers there are beyond the fewest. */
    int spare() {
        return closed ? 0 : table.size() - fewest;
    }

    /** No worker is started any more. */
    void close() {
        closed = true;
        starter.close();
    }

    /** Changes the bounds; a pool of fixed size stays one. */
    void resize(int workers) {
        MachineShare.leave(most);
        MachineShare.join(workers);
        grown = true;
        fewest = fewest == most ? workers : Math.min(fewest, workers);
        most = workers;
        List<Worker> holders = table.sparable();
        for (int i = 0; i < holders.size() - workers; i++) {
            dismiss(holders.get(i), WorkerEnd.RESIZED);
        }
        fill();
    }

    /** Starts workers until there are as many as there should be, starts are put off, or enough JVMs are coming up. */
    void fill() {
        outOfTurn = false;
        while (!closed && table.size() < wanted() && isNeeded() && mayStart()) {
            start(table.hold(most), null);
        }
        for (Worker worker : new ArrayList<>(table.all())) {
            if (worker.replacementHeld && mayStart()) {
                worker.replacementHeld = false;
                replace(worker);
            }
        }
        if (!outOfTurn) {
            takeTurnsNoMore();
            watcher.filled();
        }
        watch.arm();
    }

    private void takeTurnsNoMore() {
        TimedEvents.Timer turn = nextTurn;
        if (turn != null) {
            events.cancel(turn);
            nextTurn = null;
        }
    }

    /**
     * False while starts are put off, since some have failed: until the pause is over, and until the one that is tried then has come up,
     * has failed or hangs. False, too, while others come up: more JVMs than processors would only take longer together, and the first
     * task would wait for all of them. Each of these ends in {@link #fill}.
     */
    private boolean mayStart() {
        return nextTry == null
                && (failures.isFree() || table.startingFor(StartFailures.LONGEST_NANOS) == 0)
                && hasTurn();
    }

    private boolean hasTurn() {
        if (table.startingFor(START_TURN_NANOS) < starter.atOnce()) {
            return true;
        }
        putOff(START_TURN_NANOS);
        return false;
    }

    /**
     * False while the first worker of the pool is up and has no more than one task, for a moment at most: a JVM that comes up takes a processor from what
     * the program does, which may be over soon. A second task ends that at once, by {@link LoadEvents#allBusy}.
     */
    private boolean isNeeded() {
        if (grown || firstUpAt == null) {
            return true;
        }
        long left = ALONE_NANOS - (clock.getAsLong() - firstUpAt);
        grown = left <= 0 || table.living() == 0 || dispatcher.load(true) > 1;
        if (!grown) {
            putOff(left);
        }
        return grown;
    }

    /** Has {@link #fill} look again after so long, if not before. */
    private void putOff(long nanos) {
        outOfTurn = true;
        long at = clock.getAsLong() + nanos;
        if (nextTurn == null || at - nextTurnAt < 0) {
            takeTurnsNoMore();
            nextTurnAt = at;
            nextTurn = events.after(nanos, new Runnable() {
                @Override
                public void run() {
                    nextTurn = null;
                    fill();
                }
            });
        }
    }

    /** As many as there are tasks, within the bounds. */
    private int wanted() {
        int wanted = Math.max(fewest, Math.min(most, dispatcher.load(table.size() < most)));
        lastWanted = wanted;
        return wanted;
    }

    /** A worker has said that it is up. */
    void ready(Worker worker) {
        worker.readyAtNanos = clock.getAsLong();
        worker.activeAtNanos = worker.readyAtNanos;
        if (firstUpAt == null) {
            firstUpAt = worker.readyAtNanos;
        }
        if (worker.channel.lateStart == null) {
            started(worker);
        }
        Worker replaced = worker.replaces;
        if (worker.state == Worker.State.STARTING) {
            worker.state = replaced == null ? Worker.State.SERVING : Worker.State.RESERVE;
        }
        if (replaced != null && replaced.mustGo()) {
            swap(replaced, worker);
        }
        fill();
    }

    /** A worker has been sent nearly all that it may run, or all. */
    void nearlySpent(Worker worker) {
        if (worker.state != Worker.State.LEAVING && worker.replaces == null) {
            replace(worker);
        }
    }

    /** A worker is to be replaced as soon as may be. */
    void recycle(Worker worker, WorkerEnd reason) {
        worker.reason = reason;
        replace(worker);
    }

    /** Starts a replacement, if there is none; changes place with it, if it is ready and the time has come. */
    void replace(Worker worker) {
        Worker next = worker.replacement;
        if (closed || worker.state == Worker.State.LEAVING || !worker.alive) {
            return;
        }
        if (next == null && !worker.replacementDue) {
            if (mayStart()) {
                start(worker.slot, worker);
            } else {
                worker.replacementHeld = true;
            }
        } else if (next != null && next.state == Worker.State.RESERVE && worker.mustGo()) {
            swap(worker, next);
        }
    }

    /** A worker leaves, and its slot is free. */
    void dismiss(Worker worker, WorkerEnd reason) {
        worker.slot.held = false;
        leave(worker, reason);
        fill();
    }

    /** All workers end behind what they have. */
    void dismissAll() {
        for (Worker worker : new ArrayList<>(table.all())) {
            if (worker.state != Worker.State.LEAVING) {
                leave(worker, WorkerEnd.STOPPED);
            }
        }
    }

    /** A worker that was told to leave has nothing left, and should be gone soon. */
    void emptied(Worker worker) {
        worker.exiting = true;
        boolean exits = life.exitFunction() != null;
        long nanos = exits ? TimeUnit.NANOSECONDS.convert(life.exitLimit()) : STOP_GRACE_NANOS;
        worker.deadline = events.after(nanos, new Runnable() {
            @Override
            public void run() {
                overdue(worker);
            }
        });
    }

    /** A worker is gone: nothing is to hold it, or its channel, any longer. */
    void forget(Worker worker) {
        table.remove(worker);
        TimedEvents.Timer deadline = worker.deadline;
        if (deadline != null) {
            events.cancel(deadline);
        }
    }

    /** A worker is gone that had not been told to leave: its slot gets another one, after a pause. */
    void refill(Worker worker, long pause) {
        Worker next = worker.replacement;
        Worker replaced = worker.replaces;
        if (next != null) {
            promote(next);
        } else if (replaced != null) {
            replaced.replacement = null;
            replaced.replacementDue = true;
            after(pause, () -> {
                replaced.replacementDue = false;
                replace(replaced);
            });
        } else {
            after(pause, () -> restart(worker.slot));
        }
    }

    /**
     * A worker could not be started: what it was to do is tried again, until that is no use any more. The one that it was to replace goes on
     * meanwhile.
     *
     * @param killed whether somebody else has ended it
     */
    void startFailed(Worker worker, WorkerStartException failure, boolean killed) {
        startFailed(new Attempt(worker.slot, worker.replaces, worker.loneStart == starts), failure, killed);
    }

    /**
     * A try to start a worker.
     *
     * @param replaced the one whose place it should take, or null
     * @param alone whether no other was started meanwhile
     */
    private record Attempt(Slot slot, @Nullable Worker replaced, boolean alone) {}

    private void startFailed(Attempt attempt, WorkerStartException failure, boolean killed) {
        Slot slot = attempt.slot();
        Worker replaced = attempt.replaced();
        slot.failedStarts++;
        if (replaced == null) {
            slot.held = false;
        } else {
            replaced.replacement = null;
            replaced.replacementHeld = true;
            dispatcher.roster().serveOn(replaced.channel);
        }
        int living = table.living();
        WorkerStartException reason = failures.add(failure, killed, living, !attempt.alone() || table.starting() > 0);
        if (reason != null) {
            watcher.givenUp(reason);
        } else if (nextTry == null) {
            long pause = failures.pause(living);
            if (failures.everUp() || pause > 0) {
                StartLog.failed(options.name(), living, lastWanted, failures.trouble(), pause);
            }
            nextTry = events.after(pause, this::tryAgain);
        }
    }

    private void tryAgain() {
        nextTry = null;
        fill();
        if (!failures.isFree() && table.starting() > 0) {
            // should that one hang
            events.after(StartFailures.LONGEST_NANOS, this::fill);
        }
    }

    private void started(Worker worker) {
        worker.slot.failedStarts = 0;
        StartFailures.Trouble over = failures.reset();
        if (over != null) {
            StartLog.over(options.name(), worker.name(), over);
            TimedEvents.Timer waiting = nextTry;
            if (waiting != null) {
                // the rest need not wait any longer
                events.cancel(waiting);
                nextTry = null;
            }
        }
    }

    private void start(Slot slot, @Nullable Worker replaced) {
        boolean alone = table.starting() == 0;
        starts++;
        try {
            Worker worker = starter.start(slot, replaced != null);
            worker.loneStart = alone ? starts : 0;
            worker.replaces = replaced;
            if (replaced != null) {
                replaced.replacement = worker;
            }
            table.add(worker);
            @SuppressWarnings("unused") // an exit is never an error
            Object ended = worker.process.onExit().thenAccept(new Ended(worker));
        } catch (WorkerStartException e) {
            startFailed(new Attempt(slot, replaced, alone), e, false);
        }
    }

    private void restart(Slot slot) {
        if (closed) {
            return;
        }
        if (table.size() > wanted() || !mayStart()) {
            slot.held = false;
            fill();
        } else {
            start(slot, null);
        }
    }

    /** The one in reserve first: so there is no moment without a worker in the slot. */
    private void swap(Worker worker, Worker next) {
        promote(next);
        worker.replacement = null;
        leave(worker, worker.reason == null ? WorkerEnd.TASKS : worker.reason);
    }

    private void promote(Worker next) {
        next.replaces = null;
        if (next.state == Worker.State.RESERVE) {
            next.state = Worker.State.SERVING;
        }
        next.activeAtNanos = clock.getAsLong();
        dispatcher.roster().activate(next.channel);
    }

    /**
     * Tells a worker to end behind what it has. Of what it has not started it is freed, unless it is at its last tasks: those it may keep,
     * as long as nobody is idle. One that is not ready has nothing, and will get nothing, so it is killed.
     */
    private void leave(Worker worker, WorkerEnd reason) {
        worker.reason = reason;
        worker.state = Worker.State.LEAVING;
        Worker next = worker.replacement;
        if (next != null) {
            worker.replacement = null;
            next.replaces = null;
            leave(next, reason);
        }
        if (!dispatcher.roster().retire(worker.channel, reason != WorkerEnd.TASKS)) {
            worker.kill();
        }
    }

    /** The exit function has had its time: without a result the JVM is ended, with one it has some more for its own end. */
    private void overdue(Worker worker) {
        if (life.exitFunction() != null && exits.has(worker.name())) {
            worker.deadline = events.after(STOP_GRACE_NANOS, worker::kill);
            return;
        }
        if (life.exitFunction() != null) {
            String message = "the exit function took too long: limit=" + life.exitLimit() + ", worker=" + worker.name()
                    + ", pid=" + worker.pid;
            exits.add(worker.name(), worker.slot.id, new TimeoutException(message));
        }
        worker.kill();
    }

    private void after(long pause, Runnable event) {
        if (pause == 0) {
            event.run();
        } else {
            events.after(pause, event);
        }
    }

    /** The news of a worker's end, made ahead: a full heap must not lose it. */
    private final class Ended implements Consumer<ProcessExit>, Runnable {
        private final Worker worker;
        private ProcessExit how = new ProcessExit.Signal(9);

        Ended(Worker worker) {
            this.worker = worker;
        }

        @Override
        public void accept(ProcessExit exit) {
            how = exit;
            events.post(this);
        }

        @Override
        public void run() {
            watcher.ended(worker, how);
        }
    }
}
