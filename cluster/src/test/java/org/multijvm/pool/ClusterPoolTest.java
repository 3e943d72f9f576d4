package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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

        @Test
        @Override
        void survivesACallbackThatThrows() {
            isRefusedForItsWorkers(super::survivesACallbackThatThrows);
        }
    }

    @Nested
    class Imap extends PoolImapContract {
        Imap() {
            super(new ClusterPlace());
        }

        @Test
        @Override
        void waitsForRoomInAPoolThatRefusesWhenFull() {
            isRefusedForItsWorkers(super::waitsForRoomInAPoolThatRefusesWhenFull);
        }
    }

    /** How many workers there are is up to the members. */
    private static void isRefusedForItsWorkers(ThrowingCallable test) {
        assertThatThrownBy(test).isInstanceOf(IllegalStateException.class).hasMessageContaining("settings=[workers]");
    }
}
