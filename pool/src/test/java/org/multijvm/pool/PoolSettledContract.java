package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.RemoteTaskException;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.pool.task.WorkerCrashedException;

/** Each item's own outcome. */
abstract class PoolSettledContract extends PoolContract {
    private static final List<Integer> ITEMS = IntStream.range(0, 50).boxed().collect(Collectors.toList());

    PoolSettledContract(Workplace kind) {
        super(kind);
    }

    @Test
    void noFailureHidesTheResultOfAnotherItemOfItsChunk() throws Exception {
        List<Settled<Integer>> all = pool.map(Settled.of(PoolSettledContract::third), ITEMS, ChunkSize.of(20));
        assertThat(all).hasSize(50);
        for (int i = 0; i < 50; i++) {
            Settled<Integer> one = all.get(i);
            assertThat(one.index()).isEqualTo(i);
            if (i % 3 == 0) {
                assertThat(one.succeeded()).isFalse();
                assertThat(one.value()).isNull();
                assertThat(one.error().orElseThrow())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("bad item " + i);
                assertThatThrownBy(one::orElseThrow)
                        .isInstanceOf(CompletionException.class)
                        .hasMessageContaining("index=" + i)
                        .hasCause(one.error().orElseThrow());
            } else {
                assertThat(one.orElseThrow()).isEqualTo(2 * i);
                assertThat(one.error()).isEmpty();
            }
        }
    }

    @Test
    void allVerbsOfManyItemsSettle() throws Exception {
        assertThat(pool.mapAsync(Settled.of(PoolSettledContract::third), ITEMS).get(60, TimeUnit.SECONDS))
                .filteredOn(Settled::succeeded)
                .hasSize(33);
        for (ChunkSize size : List.of(ChunkSize.of(1), ChunkSize.of(7), ChunkSize.automatic())) {
            List<Settled<Integer>> lazy = new ArrayList<>();
            pool.imap(Settled.of(PoolSettledContract::third), ITEMS, size).forEachRemaining(lazy::add);
            assertThat(lazy).extracting(Settled::index).containsExactlyElementsOf(longs(50));
            assertThat(lazy).filteredOn(Settled::succeeded).hasSize(33);
            Set<Long> seen = new TreeSet<>();
            pool.imapUnordered(Settled.of(PoolSettledContract::third), ITEMS, size)
                    .forEachRemaining(one -> {
                        assertThat(one.succeeded()).isEqualTo(one.index() % 3 != 0);
                        assertThat(one.value()).isEqualTo(one.succeeded() ? (int) one.index() * 2 : null);
                        seen.add(one.index());
                    });
            assertThat(seen).containsExactlyElementsOf(longs(50));
        }
        List<Settled<Integer>> quotients = pool.starmap(
                Settled.of((Integer a, Integer b) -> a / b), List.of(Pair.of(6, 3), Pair.of(1, 0), Pair.of(9, 3)));
        assertThat(quotients).extracting(Settled::value).containsExactly(2, null, 3);
        assertThat(quotients.get(1).error().orElseThrow()).isInstanceOf(ArithmeticException.class);
        List<Settled<Integer>> ofThree = pool.starmap(
                Settled.of((Integer a, Integer b, Integer c) -> a / b + c),
                List.of(Triple.of(1, 0, 5), Triple.of(6, 3, 5)));
        assertThat(ofThree).extracting(Settled::value).containsExactly(null, 7);
    }

    @Test
    void aCapturedValueAndNullAndAListTravel() throws Exception {
        int captured = 5;
        List<Settled<List<Integer>>> lists =
                pool.map(Settled.of((Integer x) -> x == 1 ? null : List.of(x, captured)), List.of(1, 2));
        assertThat(lists.get(0).orElseThrow()).isNull();
        assertThat(lists.get(0).succeeded()).isTrue();
        assertThat(lists.get(1).orElseThrow()).containsExactly(2, 5);
        assertThat(pool.apply(Settled.of(PoolSettledContract::third), 4).orElseThrow())
                .isEqualTo(8);
    }

    @Test
    void whatCannotTravelFailsAlone() throws Exception {
        assumeTrue(kind.copies(), "where nothing travels all can");
        for (Supplier<List<Settled<Object>>> verb : List.<Supplier<List<Settled<Object>>>>of(
                () -> mapped(PoolSettledContract::odd, ITEMS.subList(0, 6)),
                () -> iterated(PoolSettledContract::odd, ITEMS.subList(0, 6)))) {
            List<Settled<Object>> all = verb.get();
            assertThat(all.get(0).error().orElseThrow()).isInstanceOf(EncodingException.class);
            assertThat(all.get(1).error().orElseThrow()).isInstanceOf(DecodingException.class);
            assertThat(all.get(2).error().orElseThrow()).isInstanceOf(RemoteTaskException.class);
            assertThat(all.subList(3, 6)).extracting(Settled::value).containsExactly("3", "4", "5");
        }
        List<Object> items = List.of("a", new Tasks.Order(), "b");
        for (List<Settled<Object>> all : List.of(mapped(x -> x, items), iterated(x -> x, items))) {
            assertThat(all).extracting(Settled::value).containsExactly("a", null, "b");
            assertThat(all.get(1).error().orElseThrow()).isInstanceOf(EncodingException.class);
            assertThat(all).extracting(Settled::index).containsExactly(0L, 1L, 2L);
        }
        Thread captured = new Thread("captured");
        assertThatThrownBy(() -> pool.map(Settled.of((Integer x) -> captured.getName() + x), ITEMS))
                .isInstanceOf(EncodingException.class);
    }

    @Test
    void theEndOfTheWorkerIsTheErrorOfItsChunkAlone() throws Exception {
        assumeFalse(kind.isHere(), "it would end this JVM");
        try (Pool own = kind.of(2)) {
            List<Settled<Integer>> all = own.map(Settled.of(PoolSettledContract::haltAtTwo), ITEMS, ChunkSize.of(5));
            assertThat(all.subList(0, 5)).allMatch(one -> one.error().orElseThrow() instanceof WorkerCrashedException);
            assertThat(all.subList(5, 50)).allMatch(Settled::succeeded);
            List<Settled<Integer>> lazy = new ArrayList<>();
            own.imap(Settled.of(PoolSettledContract::haltAtTwo), ITEMS, ChunkSize.of(5))
                    .forEachRemaining(lazy::add);
            assertThat(lazy)
                    .filteredOn(one -> !one.succeeded())
                    .extracting(Settled::index)
                    .containsExactlyElementsOf(longs(5));
        }
    }

    @Test
    void whatTheEndOfThePoolLeftUndoneIsAnErrorAndTheRestIsThere() throws Exception {
        Pool ending = kind.of(1);
        AsyncResult<List<Settled<Integer>>> all = ending.mapAsync(
                Settled.of((Integer x) -> x < 2 ? x : Tasks.sleepMillis(600_000)),
                List.of(0, 1, 2, 3),
                ChunkSize.of(1));
        while (ending.stats().done() < 2) {
            Thread.sleep(1);
        }
        ending.terminate();
        List<Settled<Integer>> settled = all.get(60, TimeUnit.SECONDS);
        assertThat(settled).extracting(Settled::value).containsExactly(0, 1, null, null);
        assertThat(settled.get(3).error().orElseThrow()).isInstanceOf(CancellationException.class);
        ending.join();
    }

    @Test
    void whatHadEndedWhenThePoolWasTerminatedIsThere() throws Exception {
        for (int round = 0; round < 3; round++) {
            Pool ending = kind.of(2);
            AsyncResult<List<Settled<Integer>>> all = ending.mapAsync(
                    Settled.of((Integer x) -> x),
                    IntStream.range(0, 20_000).boxed().collect(Collectors.toList()),
                    ChunkSize.of(1));
            long ended = ending.stats().done();
            while (ended < 500) {
                ended = ending.stats().done();
            }
            ending.terminate();
            List<Settled<Integer>> settled = all.get(60, TimeUnit.SECONDS);
            assertThat(settled).filteredOn(Settled::succeeded).hasSizeGreaterThanOrEqualTo((int) ended);
            ending.join();
        }
    }

    private List<Settled<Object>> mapped(SerializableFunction<Object, Object> function, List<?> items) {
        try {
            return pool.map(Settled.of(function), items, ChunkSize.of(6));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<Settled<Object>> iterated(SerializableFunction<Object, Object> function, List<?> items) {
        List<Settled<Object>> all = new ArrayList<>();
        pool.imap(Settled.of(function), items, ChunkSize.of(6)).forEachRemaining(all::add);
        return all;
    }

    private static List<Long> longs(int count) {
        return IntStream.range(0, count).mapToObj(i -> (long) i).collect(Collectors.toList());
    }

    private static int third(int x) {
        if (x % 3 == 0) {
            throw new IllegalStateException("bad item " + x);
        }
        return 2 * x;
    }

    private static int haltAtTwo(int x) {
        return x == 2 ? Tasks.halt(3) : x;
    }

    private static Object odd(Object x) {
        switch ((Integer) x) {
            case 0:
                return Tasks.unsendableResult(0);
            case 1:
                return new Tasks.Unreadable();
            case 2:
                throw new Tasks.Unsendable("far");
            default:
                return x.toString();
        }
    }
}
