package org.multijvm.cluster.driver;

import java.util.Set;
import org.multijvm.cluster.task.ClusterPoolEngine;
import org.multijvm.cluster.wire.HostedSettings;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.EngineFactory;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.PoolSetting;

/** Starts the engines of a program's pools. */
record DriverEngines(Driver driver, boolean isSpeculative) implements EngineFactory, ClusterPoolEngine {
    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public ClusterPoolEngine speculative(boolean wanted) {
        return new DriverEngines(driver, wanted);
    }

    @Override
    public Set<PoolSetting> settings() {
        return HostedSettings.SETTINGS;
    }

    @Override
    public Engine start(PoolOptions options, CallbackLoop callbacks) {
        return driver.start(options, callbacks, isSpeculative ? new Stragglers(System::nanoTime) : null);
    }
}
