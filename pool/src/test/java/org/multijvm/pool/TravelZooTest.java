package org.multijvm.pool;

import org.junit.jupiter.api.Nested;

/** The zoo, in worker JVMs and by copy in this JVM. */
class TravelZooTest {
    @Nested
    class InWorkerJvms extends TravelZooContract {
        InWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class InThisJvm extends TravelZooContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }
}
