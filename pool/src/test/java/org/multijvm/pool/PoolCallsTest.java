package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** {@code apply}, {@code applyAsync} and {@code map}, wherever the workers are. */
class PoolCallsTest {
    @Nested
    class WithWorkerJvms extends PoolCallsContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolCallsContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolCallsContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Nested
    class Elsewhere extends PoolCallsContract {
        Elsewhere() {
            super(PoolKind.ELSEWHERE);
        }
    }
}
