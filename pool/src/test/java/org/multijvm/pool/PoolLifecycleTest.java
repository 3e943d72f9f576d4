package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** The end of a pool, wherever the workers are. */
class PoolLifecycleTest {
    @Nested
    class WithWorkerJvms extends PoolLifecycleContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolLifecycleContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolLifecycleContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolLifecycleContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
