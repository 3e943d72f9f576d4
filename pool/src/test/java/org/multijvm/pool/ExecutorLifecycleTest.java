package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** The end of an executor, wherever the workers are. */
class ExecutorLifecycleTest {
    @Nested
    class WithWorkerJvms extends ExecutorLifecycleContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends ExecutorLifecycleContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends ExecutorLifecycleContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }
}
