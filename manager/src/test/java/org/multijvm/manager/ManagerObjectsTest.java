package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.manager.ManagerObjects.Way;

/** What all shared objects promise, of those of a manager, by each way of talking; and what it has besides for threads that wait. */
@Tag("integration")
@Timeout(120)
class ManagerObjectsTest {
    @BeforeAll
    static void openManagers() throws Exception {
        ManagerObjects.open();
    }

    @AfterAll
    static void closeManagers() {
        ManagerObjects.close();
    }

    @Nested
    class Collections extends CollectionsContract {
        Collections() {
            super(new ManagerObjects(Way.SHARED_MEMORY));
        }
    }

    @Nested
    class WaitsBySharedMemory extends WaitsContract {
        WaitsBySharedMemory() {
            super(new ManagerObjects(Way.SHARED_MEMORY));
        }
    }

    @Nested
    class WaitsByUnixSocket extends WaitsContract {
        WaitsByUnixSocket() {
            super(new ManagerObjects(Way.UNIX_SOCKET));
        }
    }

    @Nested
    class WaitsByTcp extends WaitsContract {
        WaitsByTcp() {
            super(new ManagerObjects(Way.TCP));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aQueueOfPrioritiesGivesTheLeastFirst(Way way) {
        BlockingQueue<String> least = ManagerObjects.by(way).priorityQueue();
        least.addAll(List.of("b", "c", "a"));
        assertThat(least).containsExactly("a", "b", "c");
        assertThat(least.remove("b")).isTrue();
        assertThat(least.poll()).isEqualTo("a");
        assertThat(least.contains("c")).isTrue();
        least.clear();
        assertThat(least).isEmpty();
        BlockingQueue<Object> mixed = cast(ManagerObjects.by(way).priorityQueue());
        mixed.add(1);
        assertThatThrownBy(() -> mixed.add("x")).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> mixed.add(List.of())).isInstanceOf(ClassCastException.class);
    }

    @SuppressWarnings("unchecked")
    private static BlockingQueue<Object> cast(Object queue) {
        return (BlockingQueue<Object>) queue;
    }

    @ParameterizedTest
    @EnumSource
    void theLastAtABarrierRunsItsAction(Way way) throws Exception {
        Manager manager = ManagerObjects.by(way);
        ManagedList<String> told = manager.list();
        SharedBarrier barrier = manager.barrier(2, () -> told.add("action"));
        for (int round = 0; round < 3; round++) {
            ObjectsContract.Soon<Integer> first = ObjectsContract.soon(barrier::await);
            new ManagerObjects(way).awaitWaiting(1);
            assertThat(barrier.waiting()).isEqualTo(1);
            assertThat(barrier.await()).isEqualTo(1);
            assertThat(first.get()).isZero();
            assertThat(told).hasSize(round + 1);
        }
        SharedBarrier failing = manager.barrier(2, () -> {
            throw new IllegalStateException("no");
        });
        ObjectsContract.Soon<Integer> first = ObjectsContract.soon(failing::await);
        new ManagerObjects(way).awaitWaiting(1);
        assertThatThrownBy(failing::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertThatThrownBy(first::get).hasCauseInstanceOf(BrokenBarrierException.class);
    }
}
