package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** Dumps of workers, wherever they are, but of an engine that tells nothing. */
class PoolThreadDumpTest {
    @Nested
    class WithWorkerJvms extends PoolThreadDumpContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolThreadDumpContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolThreadDumpContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }
}
