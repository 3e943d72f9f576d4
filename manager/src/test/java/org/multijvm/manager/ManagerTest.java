package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a manager has besides what all shared objects promise: proxies inside of others, pipelines, objects of a user's types, its own end. */
@Tag("integration")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagerTest {
    private Manager manager;

    /** A type of a user. */
    public interface Counter {
        int add(int count);

        int add(int count, String why);

        Counter child();

        default int twice() {
            return add(0) * 2;
        }

        void fail(String why) throws java.io.IOException;

        List<String> reasons();

        boolean isSame(Counter other);
    }

    static final class CountingCounter implements Counter {
        private final List<String> reasons = new ArrayList<>();
        private int sum;

        @Override
        public synchronized int add(int count) {
            sum += count;
            return sum;
        }

        @Override
        public synchronized int add(int count, String why) {
            reasons.add(why);
            return add(count);
        }

        @Override
        public Counter child() {
            return new CountingCounter();
        }

        @Override
        public void fail(String why) throws java.io.IOException {
            throw new java.io.IOException(why);
        }

        @Override
        public synchronized List<String> reasons() {
            return List.copyOf(reasons);
        }

        @Override
        public boolean isSame(Counter other) {
            return other.add(0) == add(0);
        }

        /** Not of the interface. */
        public void secret() {}
    }

    @BeforeAll
    void start() {
        manager =
                Manager.builder().register(Counter.class, CountingCounter::new).start();
    }

    @AfterAll
    void end() {
        manager.close();
    }

    @Test
    void talksBySharedMemoryOnOneMachine() {
        assertThat(manager.transport()).isEqualTo("shared memory");
    }

    @Test
    void aDictComputesHereAndThere() {
        ManagedDict<String, Integer> dict = manager.dict();
        dict.put("a", 1);
        int[] calls = {0};
        BiFunction<String, Integer, Integer> here = (key, old) -> {
            calls[0]++;
            return old + 10;
        };
        assertThat(dict.compute("a", here)).isEqualTo(11);
        assertThat(calls[0]).isEqualTo(1);
        assertThat(dict.compute(
                        "a", (key, old) -> old + (int) ProcessHandle.current().pid()))
                .isNotEqualTo(11 + (int) ProcessHandle.current().pid());
        assertThatIllegalStateException().isThrownBy(() -> dict.compute("a", failing(dict)));
    }

    private static BiFunction<String, Integer, Integer> failing(Map<String, Integer> dict) {
        return (key, old) -> dict.put(key, 1);
    }

    @Test
    void aComputationOfOneThreadHoldsUpAnotherOne() throws Exception {
        ManagedDict<String, Integer> dict = manager.dict();
        dict.put("a", 1);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        CompletableFuture<Integer> computed =
                CompletableFuture.supplyAsync(() -> dict.compute("a", waiting(begun, goOn)));
        begun.get(60, TimeUnit.SECONDS);
        assertThat(dict.get("a")).isEqualTo(1);
        CompletableFuture<Integer> put = CompletableFuture.supplyAsync(() -> dict.put("a", 100));
        assertThat(dict.put("other", 1)).isNull();
        goOn.complete(null);
        assertThat(computed.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(put.get(60, TimeUnit.SECONDS)).isIn(2);
        assertThat(dict.get("a")).isEqualTo(100);
    }

    private static BiFunction<String, Integer, Integer> waiting(
            CompletableFuture<Void> begun, CompletableFuture<Void> goOn) {
        return (key, old) -> {
            begun.complete(null);
            goOn.join();
            return old + 1;
        };
    }

    @Test
    void aNestedProxyIsLive() {
        ManagedDict<String, Object> dict = manager.dict();
        ManagedList<Integer> list = manager.list(List.of(1));
        dict.put("live", list);
        dict.put("deep", Map.of("inside", List.of(list)));
        @SuppressWarnings("unchecked")
        List<Integer> live = (List<Integer>) dict.get("live");
        live.add(2);
        Map<?, ?> deep = (Map<?, ?>) dict.get("deep");
        assertThat(((List<?>) deep.get("inside")).get(0)).isEqualTo(List.of(1, 2));
        assertThat(list).containsExactly(1, 2);
        dict.put("itself", dict);
        assertThat(((Map<?, ?>) dict.get("itself")).containsKey("live")).isTrue();
    }

    @Test
    void whatIsForgottenLivesOnWithItsProxies() {
        ManagedDict<String, Integer> dict = manager.dict("forgotten");
        dict.put("a", 1);
        assertThat(manager.forget("forgotten")).isTrue();
        assertThat(manager.dict("forgotten")).isEmpty();
        assertThat(dict.get("a")).isEqualTo(1);
        manager.forget("forgotten");
        assertThat(manager.inspect().clients()).isPositive();
    }

    @Test
    void aPipelineSendsCallsTogetherAndEachHasItsOwnEnd() throws Exception {
        ManagedDict<Integer, String> dict = manager.dict();
        ManagedList<Integer> list = manager.list();
        List<CompletableFuture<String>> puts = new ArrayList<>();
        CompletableFuture<Integer> bad;
        try (Pipeline pipeline = manager.pipeline()) {
            for (int i = 0; i < 2_500; i++) {
                int key = i % 100;
                String value = "v" + i;
                puts.add(pipeline.add(() -> dict.put(key, value)));
            }
            bad = pipeline.add(() -> list.get(7));
            assertThatIllegalStateException().isThrownBy(() -> pipeline.add(() -> dict.copy()));
            assertThatIllegalStateException().isThrownBy(() -> pipeline.add(() -> 1));
        }
        assertThat(puts.get(0).join()).isNull();
        assertThat(puts.get(2_499).join()).isEqualTo("v2399");
        assertThatThrownBy(bad::join).hasCauseInstanceOf(IndexOutOfBoundsException.class);
        assertThat(dict).hasSize(100);
    }

    @Test
    void aUsersTypeIsCalledByItsInterface() throws Exception {
        Counter counter = manager.create(Counter.class);
        assertThat(counter.add(2)).isEqualTo(2);
        assertThat(counter.add(3, "more")).isEqualTo(5);
        assertThat(counter.twice()).isEqualTo(10);
        assertThat(counter.reasons()).containsExactly("more");
        Counter child = counter.child();
        assertThat(child.add(1)).isEqualTo(1);
        assertThat(counter.add(0)).isEqualTo(5);
        assertThat(counter.isSame(child)).isFalse();
        assertThat(counter).isNotEqualTo(child);
        assertThatThrownBy(() -> counter.fail("disk"))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("disk")
                .satisfies(e -> assertThat(e.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().contains("CountingCounter")));
        Counter named = manager.create(Counter.class, "counter");
        named.add(7);
        assertThat(manager.create(Counter.class, "counter")).isEqualTo(named).hasSameHashCodeAs(named);
        assertThat(manager.create(Counter.class, "counter").add(0)).isEqualTo(7);
        assertThatIllegalArgumentException().isThrownBy(() -> manager.create(Runnable.class));
        ManagedDict<String, Counter> dict = manager.dict();
        dict.put("c", counter);
        assertThat(Objects.requireNonNull(dict.get("c")).add(1)).isEqualTo(6);
    }

    @Test
    void otherManagersStayOutside() {
        ManagedDict<String, Object> dict = manager.dict();
        try (Manager other = Manager.start()) {
            assertThatThrownBy(() -> dict.put("a", other.dict())).hasStackTraceContaining("another one");
        }
        assertThat(dict).isEmpty();
    }

    @Test
    void isClosedOnceAndForAll() {
        Manager closed = Manager.start();
        ManagedDict<String, Integer> dict = closed.dict();
        dict.put("a", 1);
        ManagedDict<String, Integer> handle = closed.dict();
        handle.close();
        assertThatIllegalStateException().isThrownBy(() -> handle.get("a"));
        closed.close();
        closed.close();
        assertThatThrownBy(() -> dict.get("a")).isInstanceOf(ManagerGoneException.class);
        assertThatThrownBy(closed::dict).isInstanceOf(ManagerGoneException.class);
        assertThat(closed.isGone()).isTrue();
    }

    @Test
    void waitsForItsEnd() throws Exception {
        try (Manager waiting = Manager.start()) {
            assertThat(waiting.join(Duration.ZERO)).isFalse();
            waiting.shutdown();
            assertThat(waiting.join(Duration.ofMinutes(1))).isTrue();
        }
    }
}
