package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.lang3.tuple.ImmutablePair;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code starmap} over pairs and triples (rule PL27), and {@code map} over arrays of primitives. */
abstract class PoolStarmapContract extends PoolContract {
    PoolStarmapContract(Workplace kind) {
        super(kind);
    }

    @Test
    void starmapGivesTheFunctionThePartsOfEachItem() throws Exception {
        List<Pair<Integer, String>> pairs = List.of(Pair.of(1, "a"), Pair.of(2, "b"), Pair.of(3, "c"));
        assertThat(pool.starmap((Integer n, String s) -> s.repeat(n), pairs)).containsExactly("a", "bb", "ccc");
        List<Triple<Integer, Integer, Integer>> triples = List.of(Triple.of(1, 2, 3), Triple.of(4, 5, 6));
        assertThat(pool.starmap((Integer a, Integer b, Integer c) -> a * b + c, triples))
                .containsExactly(5, 26);
        assertThat(pool.starmap(Math::max, List.of(Pair.of(1, 2), Pair.of(4, 3))))
                .containsExactly(2, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, Integer.MAX_VALUE})
    void starmapKeepsTheOrderWithAnyChunkSize(int chunkSize) throws Exception {
        List<Pair<Integer, Integer>> pairs = new ArrayList<>();
        List<Triple<Integer, Integer, Integer>> triples = new ArrayList<>();
        for (int i = 0; i < 1003; i++) {
            pairs.add(Pair.of(i, 1));
            triples.add(Triple.of(i - 1, 1, 1));
        }
        List<Integer> expected = IntStream.range(1, 1004).boxed().collect(Collectors.toList());
        assertThat(pool.starmap(Integer::sum, pairs, ChunkSize.of(chunkSize))).isEqualTo(expected);
        assertThat(pool.starmap((Integer a, Integer b, Integer c) -> a + b + c, triples, ChunkSize.of(chunkSize)))
                .isEqualTo(expected);
        assertThat(pool.starmap(Integer::sum, () -> pairs.iterator(), ChunkSize.of(chunkSize)))
                .isEqualTo(expected);
        assertThat(pool.starmapAsync(Integer::sum, pairs).get()).isEqualTo(expected);
    }

    @Test
    void sendsNullAndValuesOfAnyType() throws Exception {
        List<Pair<Object, Object>> pairs = List.of(Pair.of(null, 1), Pair.of("x", List.of(2)), Pair.of(3.5, null));
        assertThat(pool.starmap((Object a, Object b) -> a + "/" + b, pairs))
                .containsExactly("null/1", "x/[2]", "3.5/null");
    }

    @Test
    void callsBackOnceWithTheWholeListOrTheError() throws Exception {
        ConcurrentLinkedQueue<Object> seen = new ConcurrentLinkedQueue<>();
        List<Pair<Integer, Integer>> pairs = List.of(Pair.of(5, 1), Pair.of(5, 5), Pair.of(5, 2));
        pool.starmapAsync(Integer::sum, pairs, ChunkSize.of(1), Callbacks.of(seen::add, seen::add))
                .get();
        AsyncResult<List<Integer>> failing = pool.starmapAsync(
                Tasks::failOn, pairs, ChunkSize.of(1), Callbacks.of(seen::add, e -> seen.add(e.getMessage())));
        assertThatThrownBy(failing::get).hasCauseExactlyInstanceOf(IllegalStateException.class);
        assertThat(seen).containsExactly(List.of(6, 10, 7), "bad item 5");
    }

    @Test
    void starmapOfNothingIsReadyAndCallsNobodyBack() throws Exception {
        ConcurrentLinkedQueue<Object> seen = new ConcurrentLinkedQueue<>();
        AsyncResult<List<Integer>> empty = pool.starmapAsync(
                Integer::sum, List.<Pair<Integer, Integer>>of(), ChunkSize.of(1), Callbacks.of(seen::add, seen::add));
        assertThat(empty.ready()).isTrue();
        assertThat(empty.get()).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void refusesAChunkSizeBelowOneAndAnItemThatIsNull() {
        List<Pair<Integer, Integer>> pairs = Arrays.asList(ImmutablePair.of(1, 1), null);
        assertThatThrownBy(() -> pool.starmap(Integer::sum, pairs, ChunkSize.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index=1");
        assertThatThrownBy(() -> pool.starmap(Integer::sum, List.of(Pair.of(1, 1)), ChunkSize.of(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chunk size=0");
    }

    @Test
    void mapsPrimitivesInOrder() throws Exception {
        int[] ints = IntStream.range(0, 10_003).toArray();
        long[] longs = LongStream.range(0, 1003).toArray();
        double[] doubles = {0.5, -1, Double.NaN};
        int captured = 1;
        assertThat(pool.map((int x) -> x + captured, ints))
                .isEqualTo(IntStream.range(1, 10_004).toArray());
        assertThat(pool.map(x -> x * 2, longs))
                .isEqualTo(LongStream.range(0, 1003).map(x -> 2 * x).toArray());
        assertThat(pool.map(Math::abs, doubles)).containsExactly(0.5, 1, Double.NaN);
        assertThat(ints[0]).isZero();
    }

    @Test
    void mapsRangesOfWhichOnlyTheEndsTravel() throws Exception {
        assertThat(pool.mapRange(x -> -x, -5, 10_000))
                .isEqualTo(IntStream.range(-5, 10_000).map(x -> -x).toArray());
        assertThat(pool.mapLongRange(x -> x + 1, 1L << 40, (1L << 40) + 1003))
                .isEqualTo(LongStream.rangeClosed((1L << 40) + 1, (1L << 40) + 1003)
                        .toArray());
        assertThat(pool.mapRange(x -> x, Integer.MAX_VALUE - 2, Integer.MAX_VALUE))
                .containsExactly(Integer.MAX_VALUE - 2, Integer.MAX_VALUE - 1);
        assertThat(pool.mapRange(x -> x, 3, 3)).isEmpty();
        assertThat(pool.mapLongRange(x -> x, 3, 2)).isEmpty();
        assertThatThrownBy(() -> pool.mapLongRange(x -> x, Long.MIN_VALUE, Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from=-9223372036854775808");
        assertThatThrownBy(() -> pool.mapRange(x -> x, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mapsOnePrimitiveOrNone() throws Exception {
        assertThat(pool.map(x -> x + 1, new int[0])).isEmpty();
        assertThat(pool.map(x -> x + 1, new long[] {41})).containsExactly(42);
        assertThatThrownBy(() -> pool.map((int x) -> Tasks.failOn(2, x), new int[] {1, 2, 3}))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("bad item 2");
    }

    @Test
    void refusesWhenThePoolTakesNoMore() {
        Pool own = kind.of(1);
        own.close();
        assertThatThrownBy(() -> own.starmap(Integer::sum, List.of(Pair.of(1, 1))))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> own.map(x -> x + 1, new int[] {1})).isInstanceOf(RejectedExecutionException.class);
    }
}
