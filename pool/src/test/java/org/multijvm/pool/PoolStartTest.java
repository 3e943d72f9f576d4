package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** The start of the workers, wherever they are. */
class PoolStartTest {
    @Nested
    class WithWorkerJvms extends PoolStartContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolStartContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolStartContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }
}
