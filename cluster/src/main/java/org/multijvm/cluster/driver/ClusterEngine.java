package org.multijvm.cluster.driver;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.multijvm.classes.ClassNames;
import org.multijvm.cluster.grid.MemberInfo;
import org.multijvm.cluster.task.MemberLostException;
import org.multijvm.cluster.wire.HostedSettings;
import org.multijvm.cluster.wire.Message;
import org.multijvm.cluster.wire.Wire;
import org.multijvm.codec.Codec;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.pool.engine.AnswerDecoder;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.EncodedAnswer;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.LoopThread;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.StackRoom;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of a pool on the members of a cluster. Which member has which is the affair of its {@link Seats}; limits, retries after a crash and recycling are that of the local pool of each
 * member. A task whose member has gone is given to another one if its options let it be tried again; else it fails. Thread-safe.
 */
final class ClusterEngine implements Engine {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final PoolOptions options;
    private final HostedSettings settings;
    private final MemberTalk talk;
    private final CallbackLoop callbacks;
    private final Runnable whenEnded;
    private final Seats seats;
    private final Recalls recalls;
    private final Codec codec = Wire.codec();
    private final AnswerDecoder decoder = new AnswerDecoder(codec, TaskSurroundings.loaderOfCaller());
    private final AtomicLong numbers = new AtomicLong();
    private final Figures figures;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean ending;
    private volatile @Nullable RuntimeException broken;

    ClusterEngine(PoolOptions options, MemberTalk talk, Seats seats, CallbackLoop callbacks, Runnable whenEnded) {
        this.options = options;
        this.talk = talk;
        this.seats = seats;
        this.callbacks = callbacks;
        this.whenEnded = whenEnded;
        this.recalls = new Recalls(seats, talk);
        this.settings = HostedSettings.of(options, codec);
        this.figures = new Figures(options.name());
    }

    void start(List<MemberInfo> members) {
        members.forEach(this::joined);
        new LoopThread("multijvm-cluster-pool" + "-" + options.name(), this::watch).start();
    }

    // tasks

    @Override
    public void submit(Task task, Work work) {
        StackRoom.check();
        if (options.debug()) {
            task.options(task.options().withoutLimits());
        }
        ClusterJob job = new ClusterJob(task, numbers.incrementAndGet(), EncodedCall.of(work, codec));
        try {
            seats.submit(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while too much waits: pool=" + options.name(), e);
        }
        give();
    }

    private void give() {
        for (Copy each : seats.give()) {
            send(each, each.job().options());
        }
    }

    /** Late tasks go to second members. Such a copy cannot be over its limit of waiting, which its task has kept. */
    private void giveAgain() {
        for (Copy each : seats.giveAgain()) {
            TaskOptions own = each.job().options();
            TaskOptions.Builder unhurried = own.withoutLimits().toBuilder();
            own.timeLimit().ifPresent(unhurried::timeLimit);
            send(each, unhurried.build());
        }
    }

    private void send(Copy copy, TaskOptions wanted) {
        TaskOptions left = wanted.toBuilder()
                .noAffinity()
                .retries(Math.max(0, wanted.retries() - copy.job().task.tries() + 1))
                .build();
        try {
            talk.run(copy, left);
        } catch (IOException | RuntimeException e) {
            // it has not come there: as if it had been refused
            refused(copy.member(), copy.job().number(), copy.attempt(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean cancel(Task task, boolean mayInterruptIfRunning) {
        if (!(task.item() instanceof ClusterJob job)) {
            return false;
        }
        if (seats.drop(job)) {
            return true;
        }
        Recalls.End end = recalls.stop(job, mayInterruptIfRunning);
        if (end == Recalls.End.NONE) {
            return false;
        }
        if (end == Recalls.End.STOPPED) {
            task.fail(new CancellationException("the task was cancelled: task=" + job.number()));
        }
        seats.ended();
        give();
        return true;
    }

    @Override
    public List<Task> withdrawAll() {
        List<Task> back = new ArrayList<>();
        for (ClusterJob each : seats.withdraw()) {
            back.add(each.task);
        }
        seats.held().forEach((member, tasks) -> {
            for (ClusterJob each : recalls.takeBack(member, tasks)) {
                back.add(each.task);
                seats.ended();
            }
        });
        return back;
    }

    // what members say

    void received(UUID from, Message message) {
        if (message instanceof Message.Answer answer) {
            answered(from, answer);
        } else if (message instanceof Message.Opened opened) {
            opened(from, opened);
        } else if (message instanceof Message.Refused refused) {
            refused(from, refused.task(), refused.attempt(), refused.reason());
        } else if (message instanceof Message.Cancelled cancelled) {
            talk.answered(from, cancelled.question(), cancelled);
        } else if (message instanceof Message.State state) {
            talk.answered(from, state.question(), state);
        } else if (message instanceof Message.ClassWanted wanted) {
            talk.giveClass(from, wanted);
        } else if (message instanceof Message.Leaving) {
            leaving(from);
        }
    }

    private void opened(UUID member, Message.Opened opened) {
        if (!opened.classPlace().isEmpty()) {
            ClassNames.ownedHere(opened.classPlace());
        }
        if (seats.opened(member, opened.classPlace())) {
            give();
        } else if (!opened.classPlace().isEmpty()) {
            ClassNames.ownedThere(opened.classPlace());
        }
    }

    private void answered(UUID member, Message.Answer answer) {
        Seats.Answered answered = seats.answered(member, answer.task(), answer.attempt(), answer.nanos());
        if (answered == null) {
            return;
        }
        ClusterJob job = answered.job();
        if (!answer.isError()) {
            job.task.took(answer.nanos());
        }
        figures.answered(answer.isError());
        job.task.answered(new EncodedAnswer(answer.isError(), answer.bytes()).unread(job.task, decoder));
        seats.ended();
        answered.others().forEach(recalls::forget);
        recalls.closeIfDrained(member);
        give();
    }

    /** The member's pool is of no use: it is given nothing more, and another one gets the task. */
    private void refused(UUID member, long task, int attempt, String reason) {
        seats.leaving(member);
        ClusterJob job = seats.takeFrom(member, task, attempt);
        if (job != null) {
            again(job);
        }
        if (!ending && seats.all().stream().allMatch(seat -> seat.state == Seat.State.LEAVING)) {
            LoggerFactory.getLogger(ClusterEngine.class)
                    .warn("no member takes tasks of this pool: pool={}, reason={}", options.name(), reason);
        }
        give();
    }

    private void again(ClusterJob job) {
        if (!seats.giveBack(job)) {
            job.task.fail(terminated());
            seats.ended();
        }
    }

    private void leaving(UUID member) {
        // not by this thread, which brings the answer
        recalls.takeBackSoon(member, seats.leaving(member), this::takenBack);
    }

    private void takenBack(UUID member, List<ClusterJob> jobs) {
        jobs.forEach(this::again);
        recalls.closeIfDrained(member);
        give();
    }

    // who is there

    void joined(MemberInfo member) {
        if (seats.add(member) && !talk.open(member.id(), settings)) {
            left(member.id());
        }
    }

    void left(UUID node) {
        talk.left(node);
        Seats.Gone gone = seats.remove(node);
        if (gone == null) {
            return;
        }
        Seat seat = gone.seat();
        if (!seat.classPlace.isEmpty()) {
            ClassNames.ownedThere(seat.classPlace);
        }
        for (ClusterJob job : gone.jobs()) {
            lost(job, seat.member);
        }
        give();
    }

    private void lost(ClusterJob job, MemberInfo member) {
        MemberLostException reason = new MemberLostException(
                "the member that had the task has gone: host=" + member.host() + ", pid=" + member.pid() + ", task="
                        + job.number() + ", try=" + job.task.tries(),
                member.host());
        if (job.task.tryAgainAfter(reason)) {
            again(job);
        } else {
            job.task.fail(job.task.failureOfAllTries(reason));
            seats.ended();
        }
    }

    /** This JVM is no part of the cluster any more. */
    void cutOff() {
        RuntimeException reason = new IllegalStateException(
                "this program is no part of the cluster any more, what ran there is lost: pool=" + options.name());
        broken = reason;
        failAll(
                seats.stop(
                        new RejectedExecutionException("the pool takes no more tasks: " + reason.getMessage(), reason)),
                reason);
    }

    private void failAll(List<ClusterJob> jobs, Throwable reason) {
        for (ClusterJob each : jobs) {
            each.task.fail(reason);
            seats.ended();
        }
    }

    private CancellationException terminated() {
        return new CancellationException("the pool was terminated: pool=" + options.name());
    }

    // its state

    @Override
    public void checkOpen() {
        seats.checkOpen();
    }

    @Override
    public void checkTravels(Serializable function) {
        EncodedCall.checkTravels(function, codec);
    }

    @Override
    public PoolHealth health() {
        RuntimeException reason = broken;
        if (reason != null) {
            return PoolHealth.broken(reason);
        }
        int living = 0;
        for (Seat each : seats.all()) {
            living += each.state == Seat.State.OPEN ? each.member.slots() : 0;
        }
        PoolHealth.State state = ending
                ? PoolHealth.State.CLOSED
                : living > 0
                        ? PoolHealth.State.UP
                        : seats.all().isEmpty() ? PoolHealth.State.DOWN : PoolHealth.State.STARTING;
        return PoolHealth.well(state, living, workers());
    }

    @Override
    public PoolStats stats() {
        List<PoolStats> parts = new ArrayList<>();
        for (Seat each : seats.all()) {
            Message.State state = talk.figures(each.member.id());
            if (state != null && state.stats() != null) {
                parts.add(state.stats());
            }
        }
        return figures.merged(parts, workers(), seats.load(), health());
    }

    @Override
    public List<WorkerThreads> threads(Duration limit) {
        List<WorkerThreads> all = new ArrayList<>();
        long deadline = System.nanoTime() + Slices.nanos(limit);
        for (Seat each : seats.all()) {
            long left = Math.max(1, deadline - System.nanoTime());
            Message.State state = talk.threads(each.member.id(), left);
            if (state != null) {
                all.addAll(state.threads());
            }
        }
        return all;
    }

    @Override
    public boolean isClosed() {
        return seats.isClosed();
    }

    @Override
    public boolean isEnding() {
        return ending;
    }

    /** The slots of all members that are there. */
    @Override
    public int workers() {
        return Math.max(1, seats.slots());
    }

    // its end

    @Override
    public void shutdown() {
        ending = true;
        seats.close(null);
    }

    @Override
    public void terminate() {
        ending = true;
        closeSeats(true);
        failAll(seats.stop(null), terminated());
        callbacks.hurry();
    }

    private void closeSeats(boolean atOnce) {
        for (Seat each : seats.all()) {
            talk.close(each.member.id(), atOnce);
        }
    }

    /** One round of the thread that ends it. */
    private boolean watch() throws InterruptedException {
        if (!seats.awaitEmpty(LOOK_NANOS)) {
            long now = System.nanoTime();
            for (ClusterJob each : seats.overdue(now)) {
                Duration limit = each.options().waitLimit().orElseThrow();
                each.task.fail(TaskTimeoutException.queue(each.number(), limit, Duration.ofNanos(now - each.takenAt)));
                seats.ended();
            }
            recalls.takeBackSoon(seats.surplus(), this::takenBack);
            giveAgain();
            callbacks.look();
            return true;
        }
        ending = true;
        closeSeats(false);
        for (Seat each : seats.all()) {
            left(each.member.id());
        }
        whenEnded.run();
        callbacks.finish();
        callbacks.awaitEnd();
        ended.countDown();
        return false;
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        long nanos = callbacks.isThread(Thread.currentThread()) ? 0 : Slices.nanos(limit);
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }
}
