package org.multijvm.manager.tasks;

import java.util.Set;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.PoolWish;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.EngineFactory;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.PoolSetting;

/**
 * Starts pools in a server, or finds the one of a name.
 *
 * @param pool the name of the pool; empty for a new one each time
 */
public record ManagerEngines(Link link, String pool) implements EngineFactory {
    @Override
    public String name() {
        return "manager";
    }

    @Override
    public Set<PoolSetting> settings() {
        return PoolWish.SETTINGS;
    }

    @Override
    public Engine start(PoolOptions options, CallbackLoop callbacks) {
        return ManagedEngine.start(link, pool, options, callbacks);
    }
}
