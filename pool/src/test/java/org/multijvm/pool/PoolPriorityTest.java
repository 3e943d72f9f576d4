package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** Priorities, wherever the workers are. */
class PoolPriorityTest {
    @Nested
    class WithWorkerJvms extends PoolPriorityContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolPriorityContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolPriorityContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolPriorityContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
