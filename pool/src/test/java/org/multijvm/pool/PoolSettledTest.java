package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** Outcomes of items, wherever the workers are. */
class PoolSettledTest {
    @Nested
    class WithWorkerJvms extends PoolSettledContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolSettledContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolSettledContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolSettledContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
