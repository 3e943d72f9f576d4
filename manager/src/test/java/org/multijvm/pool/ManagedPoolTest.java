package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.EncodingException;

/** What all pools promise, of those whose workers are a manager's. */
class ManagedPoolTest {
    @BeforeAll
    static void openManager() {
        ManagerPlace.open();
    }

    @AfterAll
    static void closeManager() {
        ManagerPlace.close();
    }

    @Nested
    class Calls extends PoolCallsContract {
        Calls() {
            super(new ManagerPlace());
        }
    }

    @Nested
    class Imap extends PoolImapContract {
        Imap() {
            super(new ManagerPlace());
        }
    }

    @Nested
    class Lifecycle extends PoolLifecycleContract {
        Lifecycle() {
            super(new ManagerPlace());
        }
    }

    @Nested
    class Conservation extends PoolConservationContract {
        Conservation() {
            super(new ManagerPlace());
        }
    }

    @Nested
    class Settled extends PoolSettledContract {
        Settled() {
            super(new ManagerPlace());
        }
    }

    @Nested
    class Copies extends PoolCopiesContract {
        Copies() {
            super(new ManagerPlace());
        }

        @Test
        @Override
        void refusesAnInitializerThatCannotTravelAtOnce() {
            assertThatThrownBy(() -> kind.builder()
                            .initializer((Thread thread) -> {}, Thread.currentThread())
                            .start())
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("initializerArgument");
        }
    }

    @Nested
    class Generate extends PoolGenerateContract {
        Generate() {
            super(new ManagerPlace());
        }
    }
}
