package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** What is copied, in another JVM or as if it were one. */
class PoolCopiesTest {
    @Nested
    class WithWorkerJvms extends PoolCopiesContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class InThisJvm extends PoolCopiesContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }
}
