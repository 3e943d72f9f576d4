package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.cluster.shared.ClusterManager;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.ipc.sync.SharedLock;

/** What the objects of a manager promise, of those of a cluster, and what these do otherwise. */
@Tag("integration")
@Timeout(120)
class ClusterObjectsTest {
    private static ClusterManager one;
    private static ClusterManager other;

    @BeforeAll
    static void openCluster() throws Exception {
        ClusterObjects.open();
        one = ClusterObjects.manager(0);
        other = ClusterObjects.manager(1);
    }

    @AfterAll
    static void closeCluster() {
        ClusterObjects.close();
    }

    @Nested
    class Collections extends CollectionsContract {
        Collections() {
            super(new ClusterObjects());
        }
    }

    @Nested
    class Waits extends WaitsContract {
        Waits() {
            super(new ClusterObjects());
        }
    }

    /** Which members have no class of: they have none of the tests. */
    private record Seat(int row, List<String> names) implements java.io.Serializable {}

    @Test
    void membersNeedNoClassOfKeysAndValues() {
        ManagedDict<Object, Object> dict = one.dict("classes");
        Seat seat = new Seat(2, List.of("v"));
        dict.put(seat, seat);
        assertThat(other.dict("classes").get(new Seat(2, List.of("v")))).isEqualTo(seat);
        assertThat(other.dict("classes").copy()).isEqualTo(Map.of(seat, seat));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dict.put(new StringBuilder("x"), 1))
                .withMessageContaining("compared by bytes");
    }

    @Test
    void handlesDoNotTravel() {
        ManagedDict<String, Object> dict = one.dict("refusals");
        assertThatThrownBy(() -> dict.put("itself", dict)).hasStackTraceContaining("find it by its name");
        assertThatThrownBy(() -> dict.put("lock", one.lock("refused"))).hasStackTraceContaining("find it by its name");
        assertThat(dict).isEmpty();
    }

    @Test
    void whatIsForgottenHasEndedForAll() {
        ManagedDict<String, Integer> dict = one.dict("forgotten dict");
        dict.put("a", 1);
        assertThat(other.forget("forgotten dict")).isTrue();
        assertThat(one.<String, Integer>dict("forgotten dict").get("a")).isNull();
        ShutdownQueue<String> queue = one.queue("forgotten queue");
        queue.add("x");
        assertThat(other.forget("forgotten queue")).isTrue();
        assertThat(one.<String>queue("forgotten queue")).isEmpty();
    }

    @Test
    void aFunctionOfADictHoldsNobodyUpAndIsRunAgainIfTheValueHasChanged() {
        ManagedDict<String, Integer> dict = one.dict("computed");
        dict.put("a", 1);
        AtomicInteger runs = new AtomicInteger();
        assertThat(dict.compute("a", (key, old) -> {
                    if (runs.incrementAndGet() == 1) {
                        other.<String, Integer>dict("computed").put("a", 10);
                    }
                    return old + 1;
                }))
                .isEqualTo(11);
        assertThat(runs).hasValue(2);
    }

    @Test
    void aConditionOfALockKnowsThatLock() {
        SharedLock lock = one.lock("of conditions");
        SharedCondition condition = lock.newCondition();
        lock.lock();
        assertThat(condition.signal(1)).isZero();
        assertThat(condition.lock()).isSameAs(lock);
        lock.unlock();
    }

    @Test
    void aLatchIsWaitedFor() throws Exception {
        SharedCountDownLatch latch = one.countDownLatch("latch", 2);
        SharedCountDownLatch same = other.countDownLatch("latch", 2);
        ObjectsContract.Soon<Boolean> passing =
                ObjectsContract.soon(() -> same.await(Duration.ofSeconds(ObjectsContract.LONG_SECONDS)));
        latch.countDown();
        assertThat(latch.count()).isEqualTo(1);
        assertThat(latch.await(20, TimeUnit.MILLISECONDS)).isFalse();
        same.countDown();
        assertThat(passing.get()).isTrue();
    }
}
