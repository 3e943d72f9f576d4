package org.multijvm.pool.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SegmentedListTest {
    private static final int SEGMENT = 1 << 15;

    @Test
    void keepsNumbersThatSpanSegments() {
        SegmentedList<Integer> list = new SegmentedList<>(3 * SEGMENT + 7);
        int[] numbers = new Random(1).ints(list.size()).toArray();

        for (int from = 0; from < numbers.length; ) {
            int to = Math.min(numbers.length, from + 10_007);
            list.putNumbers(from, IntBuffer.wrap(numbers, from, to - from).slice());
            from = to;
        }

        assertThat(list)
                .containsExactlyElementsOf(Arrays.stream(numbers).boxed().toList());
    }

    @Test
    void takesChunksOfAllKindsInAnyOrder() {
        Random random = new Random(2);
        for (int round = 0; round < 20; round++) {
            int size = 1 + random.nextInt(3 * SEGMENT);
            SegmentedList<Object> list = new SegmentedList<>(size);
            List<Object> expected = new ArrayList<>(java.util.Collections.nCopies(size, null));
            List<int[]> chunks = new ArrayList<>();
            for (int from = 0; from < size; ) {
                int to = Math.min(size, from + 1 + random.nextInt(SEGMENT));
                chunks.add(new int[] {from, to});
                from = to;
            }
            java.util.Collections.shuffle(chunks, random);
            for (int[] chunk : chunks) {
                putChunk(list, expected, chunk[0], chunk[1], random.nextInt(4));
            }
            assertThat(list).isEqualTo(expected);
        }
    }

    @Test
    void cannotBeChangedByItsReader() {
        SegmentedList<Integer> list = new SegmentedList<>(1);
        list.putNumbers(0, IntBuffer.wrap(new int[] {5}));

        assertThatThrownBy(() -> list.set(0, 6)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(list).containsExactly(5);
    }

    private static void putChunk(SegmentedList<Object> list, List<Object> expected, int from, int to, int kind) {
        List<Object> values = new ArrayList<>();
        int count = to - from;
        int[] ints = new int[count];
        for (int i = 0; i < count; i++) {
            ints[i] = from + i;
            values.add(
                    switch (kind) {
                        case 0 -> (Object) ints[i];
                        case 1 -> (long) ints[i];
                        case 2 -> (double) ints[i];
                        default -> i % 3 == 0 ? null : "v" + i;
                    });
            expected.set(from + i, values.get(i));
        }
        Buffer numbers = switch (kind) {
            case 0 -> IntBuffer.wrap(ints);
            case 1 -> LongBuffer.wrap(Arrays.stream(ints).asLongStream().toArray());
            case 2 -> DoubleBuffer.wrap(Arrays.stream(ints).asDoubleStream().toArray());
            default -> null;
        };
        if (numbers != null) {
            list.putNumbers(from, numbers);
        } else {
            list.putAll(from, values);
        }
    }
}
