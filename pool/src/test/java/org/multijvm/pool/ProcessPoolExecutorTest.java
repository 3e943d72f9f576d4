package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** A pool as an executor, wherever the workers are. */
class ProcessPoolExecutorTest {
    @Nested
    class WithWorkerJvms extends ProcessPoolExecutorContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends ProcessPoolExecutorContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends ProcessPoolExecutorContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }
}
