package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.ChildJvm;

@Tag("process")
class SharedMemoryProcessTest {
    @Test
    void showsInEachJvmWhatTheOtherWrites() {
        try (SharedDoubleArray array = SharedArray.ofDoubles(1, 2, 3);
                SharedIntValue turn = SharedValue.ofInt(0);
                ChildJvm child = ChildJvm.start(Doubler.class, array, turn)) {
            assertThat(child.line()).isEqualTo("SharedDoubleArray[1.0, 2.0, 3.0]");
            array.set(0, 10);
            turn.set(1);
            await().atMost(Duration.ofSeconds(30)).until(() -> turn.get() == 2);
            assertThat(array.toArray()).containsExactly(20, 4, 6);
        }
    }

    /** Waits for its turn, then doubles each element. */
    static final class Doubler {
        public static void main(String[] args) {
            Object[] given = ChildJvm.given(args);
            SharedDoubleArray array = (SharedDoubleArray) given[0];
            SharedIntValue turn = (SharedIntValue) given[1];
            System.out.println(array);
            while (turn.get() != 1) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < array.length(); i++) {
                array.set(i, 2 * array.get(i));
            }
            turn.set(2);
        }
    }

    @Test
    void losesNoAdditionOfSeveralJvms() {
        try (SharedIntArray array = SharedArray.ints(1);
                SharedLongValue value = SharedValue.ofLong(0);
                SharedDoubleValue real = SharedValue.ofDouble(0);
                ChildJvm one = ChildJvm.start(Adder.class, array, value, real);
                ChildJvm two = ChildJvm.start(Adder.class, array, value, real)) {
            assertThat(one.exit()).isZero();
            assertThat(two.exit()).isZero();
            assertThat(array.get(0)).isEqualTo(100_000);
            assertThat(value.get()).isEqualTo(100_000);
            assertThat(real.get()).isEqualTo(50_000);
        }
    }

    /** Adds to everything, 50,000 times. */
    static final class Adder {
        public static void main(String[] args) {
            Object[] given = ChildJvm.given(args);
            for (int i = 0; i < 50_000; i++) {
                ((SharedIntArray) given[0]).getAndAdd(0, 1);
                ((SharedLongValue) given[1]).updateAndGet(x -> x + 1);
                ((SharedDoubleValue) given[2]).getAndAdd(0.5);
            }
        }
    }

    /** Neighbours lie in one int: none of their updates may get lost either. */
    @Test
    void losesNoAdditionToNeighboursInOneInt() {
        try (SharedByteArray bytes = SharedArray.bytes(8);
                SharedShortArray shorts = SharedArray.shorts(3);
                SharedCharArray chars = SharedArray.chars(2);
                SharedByteValue value = SharedValue.ofByte((byte) 0);
                ChildJvm one = ChildJvm.start(NarrowAdder.class, 0, bytes.slice(1, 6), shorts, chars, value);
                ChildJvm two = ChildJvm.start(NarrowAdder.class, 2, bytes.slice(1, 6), shorts, chars, value)) {
            assertThat(one.exit()).isZero();
            assertThat(two.exit()).isZero();
            assertThat(bytes.toArray()).containsExactly(0, (byte) 50_000, 9, (byte) 100_000, 9, (byte) 50_000, 0, 0);
            assertThat(shorts.toArray()).containsExactly((short) 50_000, (short) 100_000, (short) 50_000);
            assertThat(chars.toArray()).containsExactly((char) 100_000, (char) 0);
            assertThat(value.get()).isEqualTo((byte) 100_000);
        }
    }

    /** Adds 50,000 times to one element that is its own and to some that both have. */
    static final class NarrowAdder {
        public static void main(String[] args) {
            Object[] given = ChildJvm.given(args);
            int own = (int) given[0];
            SharedByteArray bytes = (SharedByteArray) given[1];
            SharedShortArray shorts = (SharedShortArray) given[2];
            bytes.set(own == 0 ? 1 : 3, (byte) 9);
            for (int i = 0; i < 50_000; i++) {
                bytes.getAndAdd(2 * own, 1);
                bytes.updateAndGet(2, x -> x + 1);
                shorts.getAndAdd(own, 1);
                shorts.addAndGet(1, 1);
                ((SharedCharArray) given[3]).getAndAdd(0, 1);
                ((SharedByteValue) given[4]).getAndAdd(1);
            }
        }
    }

    @Test
    void staysUsableWhenTheJvmThatMadeItIsKilled() {
        SharedIntArray array;
        SharedIntValue value;
        try (ChildJvm child = ChildJvm.start(Maker.class)) {
            array = (SharedIntArray) ChildJvm.decode(child.line());
            value = (SharedIntValue) ChildJvm.decode(child.line());
            child.kill();
        }
        array.set(0, array.get(0) + 1);
        value.addAndGet(1);
        assertThat(array.toArray()).containsExactly(12, 22);
        assertThat(value.get()).isEqualTo(6);
    }

    /** Makes shared memory, prints its handles and lives on. */
    static final class Maker {
        public static void main(String[] args) throws InterruptedException {
            ChildJvm.given(args);
            System.out.println(ChildJvm.encode(SharedArray.ofInts(11, 22)));
            System.out.println(ChildJvm.encode(SharedValue.ofInt(5)));
            Thread.sleep(60_000);
        }
    }
}
