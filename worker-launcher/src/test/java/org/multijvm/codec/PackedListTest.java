package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
