package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** What may wait, wherever the workers are. */
class PoolIntakeTest {
    @Nested
    class WithWorkerJvms extends PoolIntakeContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolIntakeContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolIntakeContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolIntakeContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
