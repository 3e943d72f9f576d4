package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** Tasks that yield, wherever they run. */
class PoolGenerateTest {
    @Nested
    class WithWorkerJvms extends PoolGenerateContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolGenerateContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolGenerateContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolGenerateContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
