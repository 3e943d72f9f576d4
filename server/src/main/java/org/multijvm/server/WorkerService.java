package org.multijvm.server;

import java.io.IOException;
import java.io.Serializable;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.SessionFolder;
import org.multijvm.server.ServerStats.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves by worker JVMs, which accept by themselves; this is what starts, watches, replaces and ends them. One monitor, and one thread that hears of workers and keeps as many there as there are to be.
 *
 * <p>A worker's life: STARTING, then SERVING, or BUSY if it serves one client only, then LEAVING, then it has ended. A worker that is tired is replaced: a new one is started, and when that accepts the tired one is asked to leave. So there is one more than there are to be for that time.
 */
final class WorkerService implements Service, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long WELL_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LAST_GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int SPARE_SLOTS = 16;

    /** So long a JVM that starts is taken to keep a processor busy; what then lasts is its initializer, as a rule, which waits for others. */
    private static final long COMING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How many may come to life at a time: more would only be slower together, and slow down those who serve. */
    private static final int MOST_COMING = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ListenerShare share;
    private final Serializable handler;
    private final ServeRules rules;
    private final WorkerRules workerRules;
    private final SharedLongArray figures;
    private final int slots;
    private final OneWayPipe bell = Pipe.oneWay();
    private final Thread thread = new Thread(this, "multijvm-server-workers");

    private final List<Worker> workers = new ArrayList<>();
    private final BitSet slotsInUse = new BitSet();
    private final Map<Count, Long> past = new EnumMap<>(Count.class);
    private final StartPauses pauses = new StartPauses();
    private int number;
    private long restarts;
    private boolean wasUp;

    /** True once no worker is started any more. */
    private boolean ending;

    /** True once all is released. */
    private boolean ended;

    private @Nullable String failure;
    private long lookedAt = System.nanoTime();

    private WorkerService(ListenerShare share, Serializable handler, ServeRules rules, WorkerRules workerRules) {
        this.share = share;
        this.handler = handler;
        this.rules = rules;
        this.workerRules = workerRules;
        this.slots = Math.max(workerRules.most(), workerRules.workers()) * 2 + SPARE_SLOTS;
        this.figures = SharedArray.longs((long) slots * Count.SIZE);
        thread.setDaemon(true);
    }

    /** The share is the service's from now on. Returns when the workers accept. */
    static WorkerService start(ListenerShare share, Serializable handler, ServeRules rules, WorkerRules workerRules) {
        WorkerService service = new WorkerService(share, handler, rules, workerRules);
        boolean done = false;
        try {
            service.thread.start();
            service.awaitUp();
            done = true;
            return service;
        } finally {
            if (!done) {
                service.close();
            }
        }
    }

    private synchronized void awaitUp() {
        try {
            while (!wasUp) {
                checkFailure();
                TimeUnit.NANOSECONDS.timedWait(this, TICK_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server was starting: address=" + share.address(), e);
        }
    }

    private void checkFailure() {
        if (failure != null) {
            throw new ServerFailedException(failure);
        }
    }

    @Override
    public void run() {
        while (true) {
            try {
                synchronized (this) {
                    maintain(System.nanoTime());
                    if (ending && workers.isEmpty()) {
                        release();
                        return;
                    }
                }
                hear(Connection.waitAny(waitables(), java.time.Duration.ofNanos(TICK_NANOS)));
            } catch (InterruptedException notOurs) {
                // nobody has a reason to interrupt this thread
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                LOG.warn(
                        "the workers of a server could not be looked after, it goes on: server={}",
                        workerRules.name(),
                        e);
                pause();
            }
        }
    }

    private synchronized void pause() {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, TICK_NANOS);
        } catch (InterruptedException notOurs) {
            // nobody has a reason to interrupt this thread
        }
    }

    private synchronized List<Object> waitables() {
        List<Object> all = new ArrayList<>();
        all.add(bell.reader());
        for (Worker worker : workers) {
            all.add(worker.process);
            if (worker.speaks) {
                all.add(worker.line);
            }
        }
        return all;
    }

    private synchronized void hear(List<Object> ready) throws IOException, InterruptedException {
        for (Object spoke : ready) {
            if (spoke == bell.reader()) {
                bell.reader().recv();
                continue;
            }
            for (Worker worker : List.copyOf(workers)) {
                if (spoke == worker.line) {
                    hear(worker);
                } else if (spoke == worker.process) {
                    buried(worker);
                }
            }
        }
        notifyAll();
    }

    private void hear(Worker worker) throws InterruptedException {
        try {
            while (worker.line.poll()) {
                switch (String.valueOf(worker.line.recv())) {
                    case WorkerMain.OPEN -> give(worker);
                    case WorkerMain.READY -> ready(worker);
                    case WorkerMain.BUSY -> {
                        if (worker.state != State.LEAVING) {
                            worker.state = State.BUSY;
                        }
                    }
                    case WorkerMain.STUCK -> worker.tired = "a handler does not end";
                    default -> LOG.warn("a worker says what nobody understands: worker={}", worker.process);
                }
            }
        } catch (IOException ended) {
            worker.speaks = false;
        }
    }

    /** Not once the socket is closed: its number may be that of another file then. */
    private void give(Worker worker) throws IOException, InterruptedException {
        if (!ending) {
            share.give(worker.mailbox);
            worker.line.send(WorkerMain.GIVEN);
        }
    }

    private void ready(Worker worker) {
        if (worker.state == State.STARTING) {
            worker.state = State.SERVING;
        }
        wasUp |= accepting(false) >= workerRules.workers();
    }

    /** The worker's process has ended. */
    private void buried(Worker worker) throws InterruptedException {
        // what it said last comes with its end: that its client has come
        hear(worker);
        workers.remove(worker);
        slotsInUse.clear(worker.slot);
        long now = System.nanoTime();
        boolean hasServed = worker.tally.get(Count.ACCEPTED) > 0;
        boolean regular = ending
                || worker.state == State.LEAVING
                || workerRules.single() && worker.state == State.BUSY && isExitOfSingle(worker);
        if (hasServed || now - worker.startedAt > WELL_NANOS && worker.state != State.STARTING) {
            pauses.good(now);
        }
        if (!regular) {
            restarts++;
            String words = words(worker);
            if (!hasServed) {
                pauses.died(words, now);
            }
            LOG.warn("a worker of a server has died, its clients with it: {}", words);
        }
        keepFigures(worker);
        worker.release();
    }

    private static boolean isExitOfSingle(Worker worker) {
        return worker.process.exit().orElseThrow() instanceof org.multijvm.launcher.ProcessExit.Code code
                && code.value() <= 1;
    }

    private static String words(Worker worker) {
        return "worker=" + worker.process.name() + ", pid=" + worker.process.pid() + ", exit="
                + worker.process.exit().orElseThrow() + ", clients=" + worker.tally.get(Count.ACTIVE) + ", state="
                + worker.state
                + (worker.process.errorTail().isEmpty()
                        ? ""
                        : ", last words: " + String.join(" | ", worker.process.errorTail()));
    }

    private void keepFigures(Worker worker) {
        for (Count count : Count.values()) {
            long value = worker.tally.get(count);
            Count kept = count == Count.ACTIVE ? Count.GONE : count;
            if (count != Count.STUCK) {
                past.merge(kept, value, Long::sum);
            }
            worker.tally.add(count, -value);
        }
    }

    /** How many accept; or only of those that are to stay. */
    private int accepting(boolean fresh) {
        int count = 0;
        for (Worker worker : workers) {
            if (worker.isAccepting() && !(fresh && worker.tired != null)) {
                count++;
            }
        }
        return count;
    }

    private int count(State state) {
        int count = 0;
        for (Worker worker : workers) {
            if (worker.state == state) {
                count++;
            }
        }
        return count;
    }

    private void maintain(long now) {
        for (Worker worker : workers) {
            boolean late = worker.state == State.LEAVING && now - worker.killAt > 0
                    || worker.state == State.STARTING && now - worker.startedAt > START_NANOS;
            if (late) {
                LOG.warn("a worker does not end, or does not come to life, and is killed: worker={}", worker.process);
                worker.process.kill();
                worker.killAt = now + LAST_GRACE_NANOS;
            }
        }
        if (ending) {
            return;
        }
        if (now - lookedAt > (workerRules.clients() > 0 ? TICK_NANOS : LOOK_NANOS)) {
            lookedAt = now;
            workers.forEach(worker -> tire(worker, now));
        }
        checkPatience(now);
        startMissing(now);
        letLeave();
    }

    /** Who has done enough is tired. */
    private void tire(Worker worker, long now) {
        if (!worker.isAccepting() || worker.tired != null || workerRules.single() && workerRules.ageNanos() == 0) {
            return;
        }
        if (worker.tally.get(Count.ACCEPTED) >= worker.mostClients) {
            worker.tired = "it has served its clients";
        } else if (workerRules.ageNanos() > 0 && now - worker.startedAt > workerRules.ageNanos()) {
            worker.tired = "it is old";
        } else if (workerRules.memoryBytes() > 0 && worker.memoryBytes() > workerRules.memoryBytes()) {
            worker.tired = "it holds too much memory";
        }
    }

    private void checkPatience(long now) {
        boolean none = accepting(false) == 0 && count(State.BUSY) == 0;
        boolean hopeless = wasUp
                ? none && pauses.isPastFree() && pauses.badNanos(now) > workerRules.patienceNanos()
                : pauses.isPastFree();
        if (hopeless) {
            failure = "the workers of a server end before they are ready: address=" + share.address() + ", tries="
                    + pauses.inARow() + ", " + pauses.lastWords();
            LOG.error(failure);
            end();
        }
    }

    private void startMissing(long now) {
        int busy = count(State.BUSY);
        int starting = count(State.STARTING);
        int there = accepting(false);
        int wanted = wanted(busy);
        int missing = wanted - there - starting;
        if (missing <= 0 && starting == 0 && accepting(true) < wanted) {
            // one more, in whose place a tired one leaves
            missing = 1;
        }
        missing = Math.min(missing, MOST_COMING - coming(now));
        for (int i = 0; i < missing && pauses.mayStart(now); i++) {
            startOne();
        }
    }

    private int coming(long now) {
        int count = 0;
        for (Worker worker : workers) {
            if (worker.state == State.STARTING && now - worker.startedAt < COMING_NANOS) {
                count++;
            }
        }
        return count;
    }

    private int wanted(int busy) {
        return workerRules.single()
                ? Math.max(0, Math.min(workerRules.workers(), workerRules.most() - busy))
                : workerRules.workers();
    }

    private void letLeave() {
        int more = accepting(false) - wanted(count(State.BUSY));
        for (Worker worker : workers) {
            if (more > 0 && worker.isAccepting() && worker.tired != null) {
                LOG.debug("a worker is replaced, {}: worker={}", worker.tired, worker.process);
                worker.leave(
                        workerRules.drainNanos(), workerRules.drainNanos() + rules.graceNanos() + LAST_GRACE_NANOS);
                more--;
            }
        }
    }

    private void startOne() {
        int slot = slotsInUse.nextClearBit(0);
        if (slot >= slots) {
            return;
        }
        Pipe pipe = Pipe.open();
        boolean started = false;
        try {
            Path mailbox = SessionFolder.current().newPath("server-mailbox");
            WorkerMain main = new WorkerMain(
                    mailbox.toString(),
                    share.ownAddress(),
                    handler,
                    rules,
                    workerRules.initializer(),
                    workerRules.single(),
                    figures,
                    slot,
                    pipe.second());
            JvmProcess process = JvmProcess.builder(main)
                    .name(workerRules.name() + "-" + ++number)
                    .daemon(true)
                    .allowChildren(true)
                    .shielded(true)
                    .options(workerRules.options())
                    .training(new WorkerTraining())
                    .start();
            started = true;
            slotsInUse.set(slot);
            workers.add(new Worker(process, pipe.first(), mailbox, slot, Tally.shared(figures, slot), mostClients()));
        } catch (RuntimeException e) {
            pauses.died(String.valueOf(e.getMessage()), System.nanoTime());
        } finally {
            pipe.second().close();
            if (!started) {
                pipe.first().close();
            }
        }
    }

    private long mostClients() {
        return workerRules.clients() == 0
                ? Long.MAX_VALUE
                : workerRules.clients() + (long) ThreadLocalRandom.current().nextInt(workerRules.jitter() + 1);
    }

    /** What was started goes; nothing new comes. */
    private void end() {
        stopStarting();
        workers.forEach(worker -> worker.process.kill());
        notifyAll();
    }

    private void stopStarting() {
        if (!ending) {
            ending = true;
            share.close();
        }
    }

    private void release() {
        bell.reader().close();
        bell.writer().close();
        figures.close();
        ended = true;
        notifyAll();
    }

    /** Has the thread look now. */
    private void ring() {
        try {
            bell.writer().send(1);
        } catch (IOException ended) {
            // there is nothing to look at any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public SocketAddress address() {
        return share.address();
    }

    @Override
    public boolean shutdown(long limitNanos) throws InterruptedException {
        long start = System.nanoTime();
        long cutBefore;
        synchronized (this) {
            cutBefore = figure(Count.CUT);
            if (!ending) {
                stopStarting();
                long kill =
                        Math.addExact(Math.min(limitNanos, Long.MAX_VALUE / 4), rules.graceNanos() + LAST_GRACE_NANOS);
                workers.forEach(worker -> worker.leave(limitNanos, kill));
            }
        }
        ring();
        boolean inTime = join(limitNanos);
        synchronized (this) {
            inTime &= figure(Count.CUT) == cutBefore;
        }
        long left = limitNanos - (System.nanoTime() - start);
        join(Math.max(0, left) + rules.graceNanos() + 2 * LAST_GRACE_NANOS);
        return inTime;
    }

    @Override
    public void close() {
        boolean interrupted = false;
        synchronized (this) {
            if (!ended) {
                end();
            }
        }
        ring();
        while (true) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void reload() throws InterruptedException {
        List<Worker> old;
        int failedBefore;
        synchronized (this) {
            old = new ArrayList<>(workers);
            old.removeIf(worker -> worker.state == State.LEAVING || worker.state == State.BUSY);
            old.forEach(worker -> worker.tired = "the server is reloaded");
            failedBefore = pauses.inARow();
        }
        ring();
        synchronized (this) {
            while (!ending && old.stream().anyMatch(worker -> workers.contains(worker) && isToBeReplaced(worker))) {
                if (pauses.inARow() >= failedBefore + 3) {
                    old.forEach(worker -> worker.tired = null);
                    throw new ServerFailedException(
                            "new workers end before they are ready, the old ones serve on: address=" + share.address()
                                    + ", " + pauses.lastWords());
                }
                TimeUnit.NANOSECONDS.timedWait(this, TICK_NANOS);
            }
        }
    }

    private static boolean isToBeReplaced(Worker worker) {
        return worker.state == State.SERVING || worker.state == State.STARTING;
    }

    @Override
    public synchronized boolean join(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (!ended) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TICK_NANOS));
        }
        checkFailure();
        return true;
    }

    @Override
    public boolean isServedBy(Thread asked) {
        return false;
    }

    @Override
    public synchronized ServerStats stats() {
        long now = System.nanoTime();
        return ServerStats.of(
                this::figure,
                restarts,
                workers.stream().map(worker -> worker.stats(now)).toList());
    }

    private long figure(Count count) {
        long sum = past.getOrDefault(count, 0L);
        for (Worker worker : workers) {
            sum += worker.tally.get(count);
        }
        return sum;
    }
}
