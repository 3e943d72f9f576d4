package org.multijvm.cluster.driver;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.grid.Grid;
import org.multijvm.cluster.grid.GridListener;
import org.multijvm.cluster.grid.GridSettings;
import org.multijvm.cluster.grid.MemberInfo;
import org.multijvm.cluster.task.ClusterPoolEngine;
import org.multijvm.cluster.wire.Message;
import org.multijvm.cluster.wire.Wire;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.TaskSurroundings;
import org.slf4j.LoggerFactory;

/** This program as a part of a cluster: starts the engines of its pools, and tells them what they are concerned with. Thread-safe. */
public final class Driver implements GridListener, AutoCloseable {
    private final Map<Long, ClusterEngine> engines = new ConcurrentHashMap<>();

    /** Those of whose end other members have told: Ignite may not have, see ADR 77. */
    private final Set<UUID> gone = ConcurrentHashMap.newKeySet();

    private final CountDownLatch started = new CountDownLatch(1);
    private volatile Grid grid;

    @SuppressWarnings("NullAway") // the grid is set before anything comes by it
    private Driver() {}

    /**
     * Joins.
     *
     * @throws IOException if nobody is found, or it is not let in
     */
    public static Driver start(GridSettings settings) throws IOException {
        Driver driver = new Driver();
        try {
            driver.grid = Grid.start(settings, driver);
        } finally {
            driver.started.countDown();
        }
        return driver;
    }

    /** This program's node. */
    public Grid grid() {
        return grid;
    }

    /** The members that are there. */
    public List<MemberInfo> members() {
        return grid.members().stream()
                .filter(member -> !gone.contains(member.id()))
                .collect(Collectors.toList());
    }

    /** What starts the engines of this program's pools. */
    public ClusterPoolEngine poolEngine() {
        return new DriverEngines(this, false);
    }

    /** Starts one; speculative if there is somebody to tell which tasks are late. */
    Engine start(PoolOptions options, CallbackLoop callbacks, @Nullable Stragglers stragglers) {
        long number = UUID.randomUUID().getMostSignificantBits();
        ClusterEngine engine = new ClusterEngine(
                options,
                new MemberTalk(
                        number,
                        (to, message) -> grid.send(to, Wire.encode(message)),
                        TaskSurroundings.loaderOfCaller()),
                new Seats(options.name(), options.intakeBytes(), options.refuseWhenFull(), stragglers),
                callbacks,
                () -> engines.remove(number));
        engines.put(number, engine);
        engine.start(members());
        return engine;
    }

    @Override
    public void received(UUID from, byte[] bytes) {
        try {
            Message message = Wire.message(bytes);
            if (message instanceof Message.Gone told) {
                gone.add(told.node());
                left(told.node());
                return;
            }
            ClusterEngine engine = engines.get(message.pool());
            if (engine != null) {
                engine.received(from, message);
            }
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(Driver.class).error("a message could not be served: node={}", from, e);
        }
    }

    @Override
    public void joined(MemberInfo member) {
        engines.values().forEach(engine -> engine.joined(member));
    }

    @Override
    public void left(UUID node) {
        engines.values().forEach(engine -> engine.left(node));
    }

    @Override
    public void cutOff() {
        engines.values().forEach(ClusterEngine::cutOff);
    }

    /** Leaves; pools that are not closed are terminated. */
    @Override
    public void close() {
        engines.values().forEach(ClusterEngine::terminate);
        grid.close();
    }
}
