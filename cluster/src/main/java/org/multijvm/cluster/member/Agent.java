package org.multijvm.cluster.member;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.multijvm.classes.ClassNames;
import org.multijvm.cluster.grid.Grid;
import org.multijvm.cluster.grid.GridListener;
import org.multijvm.cluster.grid.GridSettings;
import org.multijvm.cluster.grid.MemberInfo;
import org.multijvm.cluster.wire.Message;
import org.multijvm.cluster.wire.Questions;
import org.multijvm.cluster.wire.Wire;
import org.slf4j.LoggerFactory;

/**
 * A machine that runs tasks: hands those of each driver's pool to a local pool of worker JVMs, so that a task that crashes takes down a worker and not the member. A driver that is gone loses its pools. Thread-safe.
 */
public final class Agent implements GridListener, AutoCloseable {
    private static final long CLASS_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_MILLIS = 20;

    private final int slots;
    private final Map<Long, HostedPool> pools = new ConcurrentHashMap<>();
    private final Questions questions = new Questions();
    private final CountDownLatch cutOff = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean leaving;

    /** Ends pools, which takes a while. */
    private final ExecutorService ending = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "multijvm-cluster-ending");
        thread.setDaemon(true);
        return thread;
    });

    private volatile Grid grid;

    @SuppressWarnings("NullAway") // the grid is set before anything comes by it
    private Agent(int slots) {
        this.slots = slots;
    }

    /**
     * Joins a cluster and begins to serve.
     *
     * @throws IOException if it is not let in
     */
    public static Agent start(GridSettings settings) throws IOException {
        Agent agent = new Agent(settings.slots());
        try {
            agent.grid = Grid.start(settings, agent);
        } finally {
            agent.started.countDown();
        }
        return agent;
    }

    /** Its node. */
    public Grid grid() {
        return grid;
    }

    // messages

    @Override
    public void received(UUID from, byte[] bytes) {
        try {
            started.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            received(from, Wire.message(bytes));
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(Agent.class).error("a message could not be served: node={}", from, e);
        }
    }

    private void received(UUID from, Message message) {
        if (message instanceof Message.Open open) {
            open(from, open);
            return;
        }
        if (message instanceof Message.ClassGiven given) {
            questions.answered(from, given.question(), given);
            return;
        }
        HostedPool pool = pools.get(message.pool());
        if (pool == null || !pool.driver().equals(from)) {
            if (message instanceof Message.Run run) {
                send(from, new Message.Refused(run.pool(), run.task(), run.attempt(), "the member has no such pool"));
            }
            return;
        }
        if (message instanceof Message.Run || message instanceof Message.Cancel) {
            pool.take(message);
        } else if (message instanceof Message.StateWanted wanted) {
            ending.execute(() -> pool.state(wanted));
        } else if (message instanceof Message.Close close) {
            pools.remove(close.pool());
            ending.execute(() -> pool.close(close.atOnce()));
        }
    }

    private void open(UUID driver, Message.Open open) {
        if (leaving) {
            send(driver, new Message.Leaving(open.pool()));
            return;
        }
        DriverLoader loader = new DriverLoader(name -> fetch(driver, open.pool(), name));
        pools.computeIfAbsent(
                open.pool(),
                number -> HostedPool.open(
                        driver, number, slots, open.settings(), loader, message -> send(driver, message)));
        String place;
        try {
            place = ClassNames.place();
        } catch (IOException e) {
            LoggerFactory.getLogger(Agent.class).warn("workers cannot be given the classes of drivers", e);
            place = "";
        }
        send(driver, new Message.Opened(open.pool(), place));
    }

    private byte @org.jspecify.annotations.Nullable [] fetch(UUID driver, long pool, String name) throws IOException {
        return questions
                .ask(
                        this::sendSurely,
                        driver,
                        question -> new Message.ClassWanted(pool, question, name),
                        Message.ClassGiven.class,
                        CLASS_NANOS)
                .bytes();
    }

    private void sendSurely(UUID to, Message message) throws IOException {
        grid.send(to, Wire.encode(message));
    }

    /** What a driver that has gone would have been told is told nobody. */
    private void send(UUID to, Message message) {
        try {
            sendSurely(to, message);
        } catch (IOException e) {
            LoggerFactory.getLogger(Agent.class).debug("a driver cannot be told: driver={}", to, e);
        }
    }

    // who is there

    @Override
    public void joined(MemberInfo member) {
        // drivers tell members what they want of them
    }

    @Override
    public void left(UUID node) {
        questions.left(node);
        List<HostedPool> orphans = pools.values().stream()
                .filter(pool -> pool.driver().equals(node))
                .collect(Collectors.toList());
        pools.values().removeAll(orphans);
        pools.forEach((number, pool) -> send(pool.driver(), new Message.Gone(number, node)));
        orphans.forEach(pool -> ending.execute(() -> pool.close(true)));
    }

    @Override
    public void cutOff() {
        cutOff.countDown();
    }

    /** Waits until this node is no part of the cluster any more without having been closed. */
    public void awaitCutOff() throws InterruptedException {
        cutOff.await();
    }

    // its end

    /**
     * Takes no more tasks, and waits for those that run.
     *
     * @param nanos at most so long
     */
    public void drain(long nanos) throws InterruptedException {
        leaving = true;
        long deadline = System.nanoTime() + nanos;
        pools.forEach((number, pool) -> send(pool.driver(), new Message.Leaving(number)));
        // a driver closes its pool here when it has all answers
        while (pools.values().stream().anyMatch(pool -> grid.isThere(pool.driver())) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Ends all at once, and leaves the cluster. */
    @Override
    public void close() {
        leaving = true;
        Objects.requireNonNull(grid).close();
        List<HostedPool> all = new ArrayList<>(pools.values());
        pools.clear();
        all.forEach(pool -> pool.close(true));
        ending.shutdown();
    }
}
