package org.multijvm.elsewhere;

import java.util.EnumSet;
import java.util.Set;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.EngineFactory;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.PoolSetting;

/** What a module that runs tasks elsewhere gives its users for {@code PoolBuilder.on}; only here elsewhere is an executor of this JVM. */
public final class ExecutorEngines implements EngineFactory {
    @Override
    public String name() {
        return "executor";
    }

    @Override
    public Set<PoolSetting> settings() {
        return EnumSet.of(
                PoolSetting.WORKERS, PoolSetting.CODEC, PoolSetting.INTAKE_LIMIT, PoolSetting.REFUSE_WHEN_FULL);
    }

    @Override
    public Engine start(PoolOptions options, CallbackLoop callbacks) {
        return new ExecutorEngine(options, callbacks);
    }
}
