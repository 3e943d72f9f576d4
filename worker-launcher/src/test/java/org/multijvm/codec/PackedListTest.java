package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class PackedListTest {
    private static List<?> part(List<?> list, int from, int to) {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeList(list, from, to);
        return Travel.over(Travel.bytes(out)).readList();
    }

    @Test
    void partsArriveAsTheyAre() {
        List<Object> mixed = new ArrayList<>(Arrays.asList(1, 2, 3L, 4L, 1.0, 2.0, "a", "b€", null, List.of()));
        for (int from = 0; from <= mixed.size(); from++) {
            for (int to = from; to <= mixed.size(); to++) {
                assertThat(part(mixed, from, to)).isEqualTo(mixed.subList(from, to));
                assertThat(part(new LinkedList<>(mixed), from, to)).isEqualTo(mixed.subList(from, to));
            }
        }
    }

    @Test
    void integersTakeFourBytesEach() {
        assertThat(Travel.bytes(IntStream.range(0, 1000).boxed().toList())).hasSize(4 * 1000 + 4);
    }

    @Test
    void aLastElementOfAnotherKindIsNoMatter() {
        List<Object> list = new ArrayList<>(IntStream.range(0, 1000).boxed().toList());
        list.add("end");
        assertThat(part(list, 0, 1001)).isEqualTo(list);
    }

    @Test
    void elementsThatOnlyTheCodecKnowsArrive() {
        List<?> arrived = part(List.of(1, new AtomicInteger(7), 2), 1, 3);
        assertThat(arrived.get(0)).hasToString("7");
        assertThat(arrived.get(1)).isEqualTo(2);
    }

    @Test
    void aPartThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> part(List.of(1), 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void numbersCanBeReadWhereTheyLie() {
        assertThat(packed(List.of(1, 2, 3))).isEqualTo(IntBuffer.wrap(new int[] {1, 2, 3}));
        assertThat(packed(List.of(1L, -2L))).isEqualTo(LongBuffer.wrap(new long[] {1, -2}));
        assertThat(packed(List.of(0.5))).isEqualTo(DoubleBuffer.wrap(new double[] {0.5}));
    }

    @Test
    void aListThatIsNotOfNumbersStaysToBeRead() {
        for (List<?> list : List.of(List.of(), List.of("a", "b"), List.of(1, "a"))) {
            ValueWriter out = new ValueWriter(Codec.java());
            out.writeList(list, 0, list.size());
            ValueReader in = Travel.over(Travel.bytes(out));

            assertThat(in.readPacked()).isNull();
            assertThat(in.readList()).isEqualTo(list);
        }
    }

    @Test
    void numbersThatEndTooEarlyAreRefused() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeList(List.of(1, 2, 3), 0, 3);
        byte[] bytes = Travel.bytes(out);

        for (int length = 0; length < bytes.length; length++) {
            ValueReader in = Travel.over(Arrays.copyOf(bytes, length));
            assertThatThrownBy(in::readPacked).isInstanceOf(DecodingException.class);
        }
    }

    private static Object packed(List<?> list) {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeList(list, 0, list.size());
        return Travel.over(Travel.bytes(out)).readPacked();
    }
}
