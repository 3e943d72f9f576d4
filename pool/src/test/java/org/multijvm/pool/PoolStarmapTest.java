package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** {@code starmap} and arrays of primitives, wherever the workers are. */
class PoolStarmapTest {
    @Nested
    class WithWorkerJvms extends PoolStarmapContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolStarmapContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolStarmapContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolStarmapContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
