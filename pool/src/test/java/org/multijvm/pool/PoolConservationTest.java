package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** No task is lost or ends twice, wherever the workers are. */
class PoolConservationTest {
    @Nested
    class WithWorkerJvms extends PoolConservationContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolConservationContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolConservationContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolConservationContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
