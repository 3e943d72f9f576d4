package org.multijvm.pool;

import java.util.Set;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.EngineFactory;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.PoolSetting;
import org.multijvm.pool.jvm.CallerClasses;
import org.multijvm.pool.jvm.JvmEngine;
import org.multijvm.pool.jvm.LazyEngine;
import org.multijvm.pool.threads.ThreadEngine;

/** The engines of this module: they come in by the same door as those of others. */
enum OwnEngine implements EngineFactory {
    /** Each worker is a JVM of its own. */
    WORKER_JVMS {
        @Override
        public Engine start(PoolOptions options, CallbackLoop callbacks) {
            CallerClasses.loadAhead();
            return JvmProcess.currentProcess().folder().isPresent()
                    ? new LazyEngine(options, callbacks)
                    : JvmEngine.start(options, callbacks);
        }
    },

    /** Each worker is a thread of this JVM; nothing is copied. */
    THREADS {
        @Override
        public Engine start(PoolOptions options, CallbackLoop callbacks) {
            return ThreadEngine.start(options, callbacks, false);
        }
    },

    /** Each worker is a thread of this JVM, but all travels as if it were another one. */
    THIS_JVM {
        @Override
        public Engine start(PoolOptions options, CallbackLoop callbacks) {
            return ThreadEngine.start(options, callbacks, true);
        }
    };

    /** Threads pass over what is for JVMs alone: so a pool can be made one of threads without another change. */
    @Override
    public Set<PoolSetting> settings() {
        return PoolSetting.all();
    }
}
