package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** The end within a time, wherever the workers are. */
class PoolCloseTest {
    @Nested
    class WithWorkerJvms extends PoolCloseContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolCloseContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolCloseContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolCloseContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
