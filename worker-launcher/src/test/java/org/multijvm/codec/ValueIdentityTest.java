package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ValueIdentityTest {
    record Pair(Object first, Object second) {}

    @Test
    void whatAppearsTwiceArrivesOnce() {
        for (Object shared :
                new Object[] {new ArrayList<>(), new int[2], new Object[1], new HashMap<>(), new byte[1]}) {
            Pair arrived = Travel.value(new Pair(shared, List.of(shared)));
            assertThat(((List<?>) arrived.second()).get(0)).isSameAs(arrived.first());
        }
    }

    @Test
    void manyThingsKeepTheirIdentityAmongEachOther() {
        List<Object> twice = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            twice.add(new ArrayList<>(List.of(i)));
        }
        twice.addAll(new ArrayList<>(twice));
        List<Object> arrived = Travel.value(twice);
        assertThat(arrived).isEqualTo(twice);
        for (int i = 0; i < 1000; i++) {
            assertThat(arrived.get(i)).isSameAs(arrived.get(1000 + i));
        }
    }

    @Test
    void cyclesClose() {
        List<Object> list = new ArrayList<>();
        Object[] array = {list};
        Map<Object, Object> map = new HashMap<>();
        map.put("back", new Pair(list, array));
        list.add(map);
        list.add(Arrays.asList(array, list));
        List<Object> arrived = Travel.value(list);
        Pair back = (Pair) ((Map<?, ?>) arrived.get(0)).get("back");
        assertThat(back.first()).isSameAs(arrived);
        assertThat(((Object[]) back.second())[0]).isSameAs(arrived);
        assertThat(((List<?>) arrived.get(1)).get(0)).isSameAs(back.second());
    }

    @Test
    void aRecordThatHoldsItselfByAListArrives() {
        List<Object> list = new ArrayList<>();
        Pair pair = new Pair(list, 1);
        list.add(pair);
        Pair arrived = Travel.value(pair);
        List<?> inside = (List<?>) arrived.first();
        assertThat(((Pair) inside.get(0)).first()).isSameAs(inside);
    }

    @Test
    void somethingThatOnlyTheCodecKnowsTakesTheWholeValueAlong() {
        List<Object> shared = new ArrayList<>();
        ConcurrentHashMap<String, Object> unknown = new ConcurrentHashMap<>(Map.of("a", shared));
        List<Object> arrived = Travel.value(new ArrayList<>(List.of(shared, unknown)));
        assertThat(((Map<?, ?>) arrived.get(1)).get("a")).isSameAs(arrived.get(0));
    }

    @Test
    void aValueSharedExponentiallyOftenTravelsQuickly() {
        Object shared = 1;
        for (int i = 0; i < 100; i++) {
            shared = List.of(shared, shared);
        }
        assertThat(Travel.bytes(shared)).hasSizeLessThan(1000);
        assertThat(((List<?>) Travel.value(shared)).get(0)).isNotNull();
    }

    @Test
    void valuesWrittenOneAfterTheOtherAreIndependent() {
        List<Integer> list = new ArrayList<>(List.of(1));
        ValueWriter out = new ValueWriter(Codec.java());
        out.write(list);
        out.write(list);
        ValueReader in = Travel.over(Travel.bytes(out));
        assertThat(in.read()).isEqualTo(list).isNotSameAs(in.read());
    }
}
