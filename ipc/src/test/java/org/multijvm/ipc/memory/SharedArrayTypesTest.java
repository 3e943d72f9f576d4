package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.ChildJvm;

/** What the arrays of each type can do; what all have in common is in {@link SharedArrayTest}. */
@Tag("unit")
class SharedArrayTypesTest {
    @Test
    void holdsBytes() {
        try (SharedByteArray array = SharedArray.ofBytes((byte) 1, (byte) -2, (byte) 3, (byte) 127, (byte) 5)) {
            array.set(0, (byte) -128);
            assertThat(array.get(0)).isEqualTo((byte) -128);
            assertThat(array.getVolatile(1)).isEqualTo((byte) -2);
            array.setVolatile(2, (byte) -3);
            assertThat(array.getAndAdd(3, 1)).isEqualTo((byte) 127);
            assertThat(array.addAndGet(3, -1)).isEqualTo((byte) 127);
            assertThat(array.getAndSet(4, (byte) -1)).isEqualTo((byte) 5);
            assertThat(array.compareAndSet(4, (byte) 5, (byte) 6)).isFalse();
            assertThat(array.compareAndSet(4, (byte) -1, (byte) 6)).isTrue();
            assertThat(array.getAndUpdate(4, x -> x * 100)).isEqualTo((byte) 6);
            assertThat(array.updateAndGet(4, x -> x + 1)).isEqualTo((byte) (601));
            assertThat(array.toArray()).containsExactly(-128, -2, -3, 127, 601 - 512);
            assertThat(array.stream().sum()).isEqualTo(-128 - 2 - 3 + 127 + 601 - 512);
            assertThat(array.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
        }
    }

    @Test
    void holdsShorts() {
        try (SharedShortArray array = SharedArray.ofShorts((short) 1, (short) -2, Short.MAX_VALUE)) {
            assertThat(array.getVolatile(1)).isEqualTo((short) -2);
            array.setVolatile(0, (short) -3);
            assertThat(array.addAndGet(2, 1)).isEqualTo(Short.MIN_VALUE);
            assertThat(array.getAndSet(1, (short) 7)).isEqualTo((short) -2);
            assertThat(array.compareAndSet(1, (short) 7, (short) -8)).isTrue();
            assertThat(array.updateAndGet(1, x -> x - 1)).isEqualTo((short) -9);
            assertThat(array.toArray()).containsExactly(-3, -9, Short.MIN_VALUE);
            assertThat(array.buffer().get(1)).isEqualTo((short) -9);
            assertThat(array).hasToString("SharedShortArray[-3, -9, -32768]");
        }
    }

    @Test
    void holdsChars() {
        try (SharedCharArray array = SharedArray.ofChars('a', 'b', '\uffff')) {
            assertThat(array.getVolatile(2)).isEqualTo('\uffff');
            assertThat(array.addAndGet(2, 2)).isEqualTo('\1');
            assertThat(array.getAndAdd(0, 1)).isEqualTo('a');
            assertThat(array.compareAndSet(1, 'b', 'c')).isTrue();
            assertThat(array.toArray()).containsExactly('b', 'c', '\1');
            assertThat(array.stream().max()).hasValue('c');
            array.fill(1, 3, 'z');
            assertThat(array).hasToString("SharedCharArray[b, z, z]");
        }
    }

    @Test
    void holdsBooleans() {
        try (SharedBooleanArray array = SharedArray.ofBooleans(true, false, true)) {
            array.set(1, true);
            array.setVolatile(2, false);
            assertThat(array.getVolatile(1)).isTrue();
            assertThat(array.getAndSet(0, false)).isTrue();
            assertThat(array.compareAndSet(0, true, true)).isFalse();
            assertThat(array.compareAndSet(0, false, true)).isTrue();
            assertThat(array.stream().collect(Collectors.toList())).isEqualTo(List.of(true, true, false));
            array.buffer().put(2, (byte) 2);
            assertThat(array.get(2)).isTrue();
            assertThat(array.compareAndSet(2, true, false)).isTrue();
            assertThat(array).hasToString("SharedBooleanArray[true, true, false]");
            boolean[] part = new boolean[4];
            array.copyTo(0, part, 1, 2);
            assertThat(part).containsExactly(false, true, true, false);
            array.fill(false);
            assertThat(array.toArray()).containsExactly(false, false, false);
            assertThatThrownBy(() -> array.copyTo(2, part, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.get(3)).hasMessage("no such element: index=3, length=3");
        }
    }

    @Test
    void holdsFloats() {
        try (SharedFloatArray array = SharedArray.ofFloats(0.5f, Float.NaN, -0f)) {
            assertThat(array.getAndAdd(0, 0.25f)).isEqualTo(0.5f);
            assertThat(array.getAndUpdate(1, x -> 2)).isNaN();
            assertThat(array.compareAndSet(2, 0f, 1)).isFalse();
            assertThat(array.compareAndSet(2, -0f, 1)).isTrue();
            assertThat(array.getAndSet(2, 4)).isEqualTo(1);
            assertThat(array.toArray()).containsExactly(0.75f, 2, 4);
            assertThat(array.stream().parallel().sum()).isEqualTo(6.75);
        }
    }

    @Test
    void updatesIntsLongsAndDoublesByAFunction() {
        try (SharedIntArray ints = SharedArray.ofInts(1);
                SharedLongArray longs = SharedArray.ofLongs(1);
                SharedDoubleArray doubles = SharedArray.ofDoubles(1)) {
            assertThat(ints.updateAndGet(0, x -> x + 1)).isEqualTo(2);
            assertThat(ints.getAndUpdate(0, x -> x * 5)).isEqualTo(2);
            assertThat(ints.getAndSet(0, 3)).isEqualTo(10);
            assertThat(longs.updateAndGet(0, x -> x << 40)).isEqualTo(1L << 40);
            assertThat(longs.addAndGet(0, 1)).isEqualTo((1L << 40) + 1);
            assertThat(doubles.updateAndGet(0, x -> x / 2)).isEqualTo(0.5);
            assertThat(doubles.getAndSet(0, 3)).isEqualTo(0.5);
        }
    }

    @Test
    void showsAPartOfItselfAsASlice() {
        try (SharedIntArray array = SharedArray.ofInts(0, 1, 2, 3, 4, 5)) {
            SharedIntArray slice = array.slice(2, 5);
            assertThat(slice).hasToString("SharedIntArray[2, 3, 4]");
            slice.set(0, 20);
            array.set(4, 40);
            slice.getAndAdd(1, 27);
            assertThat(array.toArray()).containsExactly(0, 1, 20, 30, 40, 5);
            assertThat(slice.buffer().capacity()).isEqualTo(3);
            assertThat(slice.slice(1, 2).toArray()).containsExactly(30);
            assertThat(slice.slice(3, 3).toArray()).isEmpty();
            assertThatThrownBy(() -> slice.get(3)).hasMessage("no such element: index=3, length=3");
            assertThatThrownBy(() -> slice.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.slice(1, 4)).hasMessage("no such elements: from=1, count=3, length=3");
            assertThatThrownBy(() -> slice.slice(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            slice.fill(0, 2, 7);
            assertThat(array.toArray()).containsExactly(0, 1, 7, 7, 40, 5);
        }
    }

    @Test
    void sendsASliceAsTheSamePart() {
        try (SharedByteArray array = SharedArray.ofBytes((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5)) {
            SharedByteArray arrived = (SharedByteArray) ChildJvm.decode(ChildJvm.encode(array.slice(3, 5)));
            assertThat(arrived.toArray()).containsExactly(4, 5);
            arrived.addAndGet(1, 45);
            arrived.close();
            assertThat(array.get(4)).isEqualTo((byte) 50);
            assertThat(array.getAndAdd(3, 1)).isEqualTo((byte) 4);
        }
    }

    @Test
    void endsASliceByItself() {
        SharedBooleanArray array = SharedArray.booleans(3);
        SharedBooleanArray slice = array.slice(1, 3);
        SharedBooleanArray other = array.slice(0, 1);
        slice.close();
        assertThatIllegalStateException().isThrownBy(() -> slice.get(0));
        array.close();
        other.set(0, true);
        assertThat(other.get(0)).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> array.slice(0, 1));
    }

    @Test
    void arrivesAsTheSameMemoryWhateverItsType() {
        try (SharedShortArray shorts = SharedArray.shorts(1);
                SharedCharArray chars = SharedArray.chars(1);
                SharedFloatArray floats = SharedArray.floats(1);
                SharedBooleanArray booleans = SharedArray.booleans(1)) {
            ((SharedShortArray) ChildJvm.decode(ChildJvm.encode(shorts))).set(0, (short) 5);
            ((SharedCharArray) ChildJvm.decode(ChildJvm.encode(chars))).set(0, 'x');
            ((SharedFloatArray) ChildJvm.decode(ChildJvm.encode(floats))).set(0, 0.5f);
            ((SharedBooleanArray) ChildJvm.decode(ChildJvm.encode(booleans))).set(0, true);
            assertThat(shorts.get(0)).isEqualTo((short) 5);
            assertThat(chars.get(0)).isEqualTo('x');
            assertThat(floats.get(0)).isEqualTo(0.5f);
            assertThat(booleans.get(0)).isTrue();
        }
    }

    @Test
    void losesNoAdditionOfThreadsToNeighbours() throws InterruptedException {
        try (SharedByteArray array = SharedArray.bytes(4)) {
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                int own = i;
                threads[i] = new Thread(() -> {
                    for (int n = 0; n < 10_001; n++) {
                        array.getAndAdd(own, 1);
                    }
                });
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(array.toArray()).containsOnly((byte) 10_001);
        }
    }
}
