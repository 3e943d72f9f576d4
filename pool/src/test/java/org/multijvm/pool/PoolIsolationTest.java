package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** Tasks do not touch each other, wherever the workers are. */
class PoolIsolationTest {
    @Nested
    class WithWorkerJvms extends PoolIsolationContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolIsolationContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolIsolationContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }
}
