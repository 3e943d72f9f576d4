package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;

class SharedStructArrayTest {
    record Point(double x, double y) {}

    record Everything(byte b, long l, boolean z, short s, char c, int i, float f, double d) {}

    record Named(int number, String name) {}

    record Nothing() {}

    @Tag("unit")
    @Test
    void readsAndWritesWholeRecords() {
        Everything all = new Everything((byte) -1, 1L << 40, true, (short) -2, 'x', 3, 0.5f, Double.MIN_VALUE);
        try (SharedStructArray<Everything> array = SharedArray.structs(Everything.class, 3)) {
            assertThat(array.length()).isEqualTo(3);
            array.set(1, all);
            assertThat(array.get(1)).isEqualTo(all);
            Everything zeros = new Everything((byte) 0, 0, false, (short) 0, '\0', 0, 0, 0);
            assertThat(array.stream().collect(Collectors.toList())).containsExactly(zeros, all, zeros);
            assertThat(array.slice(1, 2).get(0)).isEqualTo(all);
            assertThat(array.type()).isEqualTo(Everything.class);
        }
    }

    @Tag("unit")
    @Test
    void liesInMemoryAsAStructOfC() {
        StructLayout<Everything> layout = StructLayout.of(Everything.class);
        int[] offsets = new int[8];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = layout.offset(i);
        }
        assertThat(offsets).containsExactly(0, 8, 16, 18, 20, 24, 28, 32);
        assertThat(layout.bytes()).isEqualTo(40);
        try (SharedStructArray<Point> array = SharedArray.structs(Point.class, 2)) {
            array.set(1, new Point(1, 2));
            assertThat(array.storage().buffer().getDouble(24)).isEqualTo(2);
            assertThat(array.elementBytes()).isEqualTo(16);
        }
    }

    @Tag("unit")
    @Test
    void refusesWhatIsNoRecordOfPrimitives() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedArray.structs(Named.class, 1))
                .withMessage("only primitive components can be shared: type=" + Named.class.getName()
                        + ", component=name, class=java.lang.String");
        assertThatIllegalArgumentException().isThrownBy(() -> SharedArray.structs(Nothing.class, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SharedArray.structs(Record.class, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SharedArray.structs(Point.class, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> SharedArray.structs(Point.class, Long.MAX_VALUE));
    }

    @Tag("unit")
    @Test
    void refusesEveryIndexOutsideAndAllAfterClose() {
        SharedStructArray<Point> array = SharedArray.structs(Point.class, 2);
        assertThatThrownBy(() -> array.get(2)).hasMessage("no such element: index=2, length=2");
        assertThatThrownBy(() -> array.set(-1, new Point(1, 2))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.slice(1, 3)).hasMessage("no such elements: from=1, to=3, length=2");
        array.close();
        assertThatIllegalStateException().isThrownBy(() -> array.get(0));
        assertThatIllegalStateException().isThrownBy(array::writeReplace);
    }

    @Tag("unit")
    @Test
    void arrivesAsTheSameMemoryInTaggedBinary() {
        try (SharedStructArray<Point> array = SharedArray.structs(Point.class, 1)) {
            ValueWriter writer = new ValueWriter(Codec.java());
            writer.write(array);
            ValueReader reader = new ValueReader(Codec.java(), SharedStructArrayTest.class.getClassLoader());
            @SuppressWarnings("unchecked")
            SharedStructArray<Point> arrived = (SharedStructArray<Point>)
                    reader.over(writer.buffer().flip()).read();
            arrived.set(0, new Point(3, 4));
            assertThat(array.get(0)).isEqualTo(new Point(3, 4));
        }
    }

    @Tag("process")
    @Test
    void showsInEachJvmWhatTheOtherWroteAlsoWhenThatIsKilled() {
        try (SharedStructArray<Point> array = SharedArray.structs(Point.class, 2);
                ChildJvm child = ChildJvm.start(Swapper.class, array)) {
            assertThat(child.line()).isEqualTo("swapped");
            child.kill();
            assertThat(array.get(0)).isEqualTo(new Point(0, 0));
            assertThat(array.get(1)).isEqualTo(new Point(2, 1));
        }
    }

    /** Writes into the array, and lives on. */
    static final class Swapper {
        @SuppressWarnings("unchecked")
        public static void main(String[] args) throws InterruptedException {
            SharedStructArray<Point> array = (SharedStructArray<Point>) ChildJvm.given(args)[0];
            array.set(1, new Point(1, 2));
            array.set(1, new Point(array.get(1).y(), array.get(1).x()));
            System.out.println("swapped");
            Thread.sleep(60_000);
        }
    }

    @Test
    void refusesANegativeLengthAlsoWhereTheProductWithTheSizeIsNone() {
        for (long length : new long[] {-1, -(1L << 60), Long.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SharedArray.structs(Point.class, length))
                    .withMessage("length must not be negative: length=" + length);
        }
    }
}
