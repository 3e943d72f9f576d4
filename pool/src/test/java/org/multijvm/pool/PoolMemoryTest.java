package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** Large values and what is kept of them, wherever the workers are. */
class PoolMemoryTest {
    @Nested
    class WithWorkerJvms extends PoolMemoryContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolMemoryContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolMemoryContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }
}
