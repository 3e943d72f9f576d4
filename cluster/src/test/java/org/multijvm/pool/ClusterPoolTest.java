package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.EncodingException;

/** What all pools promise, of those whose workers are a cluster's. */
class ClusterPoolTest {
    @BeforeAll
    static void openCluster() throws Exception {
        ClusterPlace.open();
    }

    @AfterAll
    static void closeCluster() {
        ClusterPlace.close();
    }

    @Nested
    class Calls extends PoolCallsContract {
        Calls() {
            super(new ClusterPlace());
        }
    }

    @Nested
    class Imap extends PoolImapContract {
        Imap() {
            super(new ClusterPlace());
        }
    }

    @Nested
    class Starmap extends PoolStarmapContract {
        Starmap() {
            super(new ClusterPlace());
        }
    }

    @Nested
    class Composition extends PoolCompositionContract {
        Composition() {
            super(new ClusterPlace());
        }
    }

    @Nested
    class Lifecycle extends PoolLifecycleContract {
        Lifecycle() {
            super(new ClusterPlace());
        }
    }

    @Nested
    class Close extends PoolCloseContract {
        Close() {
            super(new ClusterPlace());
        }
    }

    @Nested
    class Conservation extends PoolConservationContract {
        Conservation() {
            super(new ClusterPlace());
        }
    }

    @Nested
    class Settled extends PoolSettledContract {
        Settled() {
            super(new ClusterPlace());
        }
    }

    @Nested
    class Copies extends PoolCopiesContract {
        Copies() {
            super(new ClusterPlace());
        }

        @Test
        @Override
        void refusesAnInitializerThatCannotTravelAtOnce() {
            assertThatThrownBy(() -> kind.builder()
                            .initializer((Thread thread) -> {}, Thread.currentThread())
                            .start())
                    .isInstanceOf(EncodingException.class);
        }
    }

    @Nested
    class Executor extends ProcessPoolExecutorContract {
        Executor() {
            super(new ClusterPlace());
        }
    }
}
