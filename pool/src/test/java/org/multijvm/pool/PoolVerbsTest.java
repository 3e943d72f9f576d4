package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.TaskOptions;

/** How many ways there are to give a pool work, and what its views have in common. */
@Tag("unit")
class PoolVerbsTest {
    private static final Set<String> VERBS = Set.of(
            "apply",
            "applyAsync",
            "map",
            "mapAsync",
            "starmap",
            "starmapAsync",
            "imap",
            "imapUnordered",
            "mapRange",
            "mapLongRange");

    @Test
    void areFewEnoughToBeLearned() {
        List<Method> submitting = Arrays.stream(Pool.class.getMethods())
                .filter(method -> VERBS.contains(method.getName()))
                .toList();
        assertThat(submitting.stream().map(Method::getName).collect(Collectors.toSet()))
                .isEqualTo(VERBS);
        assertThat(submitting).hasSizeLessThanOrEqualTo(35);
    }

    @Test
    void takeAChunkSizeOfOneTypeAndNoNumber() {
        for (Method method : Pool.class.getMethods()) {
            if (VERBS.contains(method.getName()) && !method.getName().endsWith("Range")) {
                assertThat(method.getParameterTypes()).doesNotContain(int.class, Integer.class);
            }
        }
    }

    @Test
    void aViewOfAViewHasWhatBothSay() throws Exception {
        List<ProgressUpdate> updates = new ArrayList<>();
        TaskOptions options = TaskOptions.builder().retries(3).build();
        try (Pool pool = Pool.builder().threads().workers(2).start()) {
            Pool one = pool.with(Progress.to(updates::add)).with(options);
            Pool other = pool.with(options).with(Progress.to(updates::add));
            for (Pool view : List.of(one, other)) {
                updates.clear();
                assertThat(view.taskOptions()).isEqualTo(options);
                assertThat(view.map(x -> x + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
                assertThat(updates.get(updates.size() - 1).done()).isEqualTo(3);
                assertThat(updates.get(updates.size() - 1).ended()).isTrue();
            }
            updates.clear();
            assertThat(one.with(Progress.none()).map(x -> x + 1, List.of(1))).containsExactly(2);
            assertThat(updates).isEmpty();
            assertThatThrownBy(() -> pool.with((Progress) null)).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void showTheProgressOfNumbersToo() throws Exception {
        List<ProgressUpdate> updates = new ArrayList<>();
        try (Pool pool = Pool.builder().threads().workers(2).start()) {
            Pool shown = pool.with(Progress.to(updates::add));
            assertThat(shown.map(x -> x * 2, new int[] {1, 2})).containsExactly(2, 4);
            assertThat(updates.get(updates.size() - 1).done()).isEqualTo(2);
            assertThat(shown.mapLongRange(x -> x, 0, 1000)).hasSize(1000);
            assertThat(updates.get(updates.size() - 1).done()).isEqualTo(1000);
        }
    }

    @Test
    void endTheProgressBeforeTheCallback() throws Exception {
        List<Object> seen = new ArrayList<>();
        try (Pool pool = Pool.builder().threads().workers(2).start()) {
            Pool shown = pool.with(Progress.to(update -> seen.add(update.ended())));
            shown.mapAsync(x -> x + 1, List.of(1), ChunkSize.automatic(), seen::add)
                    .get();
            assertThat(seen).endsWith(true, List.of(2));
            seen.clear();
            AsyncResult<List<Integer>> failing = shown.mapAsync(
                    (Integer x) -> Tasks.failOn(1, x),
                    List.of(1),
                    ChunkSize.automatic(),
                    Callbacks.onError(e -> seen.add(e.getMessage())));
            failing.await();
            assertThat(seen).endsWith(true, "bad item 1");
        }
    }

    @Test
    void aLambdaIsToldTheResultAndAnErrorCallbackTheError() throws Exception {
        List<Object> seen = new ArrayList<>();
        try (Pool pool = Pool.builder().threads().workers(1).start()) {
            pool.applyAsync(() -> 1, seen::add).get();
            pool.applyAsync(x -> x + 1, 1, seen::add).get();
            pool.applyAsync(Integer::sum, 1, 2, seen::add).get();
            pool.applyAsync(() -> 4, Callbacks.onResult(seen::add)).get();
            pool.applyAsync(() -> 5, Callbacks.onError(seen::add)).get();
            assertThat(seen).containsExactly(1, 2, 3, 4);
            seen.clear();
            pool.applyAsync((Integer x) -> Tasks.failOn(1, x), 1, seen::add).await();
            pool.applyAsync((Integer x) -> Tasks.failOn(1, x), 1, Callbacks.onResult(seen::add))
                    .await();
            pool.applyAsync((Integer x) -> Tasks.failOn(1, x), 1, Callbacks.onError(e -> seen.add(e.getMessage())))
                    .await();
            assertThat(seen).containsExactly("bad item 1");
        }
        assertThatThrownBy(() -> Callbacks.onResult(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Callbacks.of(seen::add, null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void tellsWhetherItTakesTasksAndWhetherItHasEnded() throws Exception {
        Pool pool = Pool.builder().threads().workers(1).start();
        Pool view = pool.with(Progress.none());
        assertThat(pool.isShutdown()).isFalse();
        assertThat(pool.isTerminated()).isFalse();
        view.shutdown();
        assertThat(pool.isShutdown()).isTrue();
        assertThat(view.isShutdown()).isTrue();
        pool.join();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(view.isTerminated()).isTrue();
        assertThat(Pool.shared().isShutdown()).isFalse();
        SharedPool.end();
    }
}
