package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** Results as futures among others, wherever the workers are. */
class PoolCompositionTest {
    @Nested
    class WithWorkerJvms extends PoolCompositionContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolCompositionContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolCompositionContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolCompositionContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
