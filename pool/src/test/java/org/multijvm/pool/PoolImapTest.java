package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** Lazy iteration, wherever the workers are. */
class PoolImapTest {
    @Nested
    class WithWorkerJvms extends PoolImapContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolImapContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolImapContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolImapContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
