package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;

@Tag("unit")
class SharedValueTest {
    @Test
    void readsWritesAndUpdatesAnInt() {
        try (SharedIntValue value = SharedValue.ofInt(5)) {
            assertThat(value.get()).isEqualTo(5);
            assertThat(value.getAndAdd(2)).isEqualTo(5);
            assertThat(value.addAndGet(2)).isEqualTo(9);
            assertThat(value.getAndUpdate(x -> x * 2)).isEqualTo(9);
            assertThat(value.updateAndGet(x -> x + 1)).isEqualTo(19);
            assertThat(value.compareAndSet(18, 1)).isFalse();
            assertThat(value.compareAndSet(19, 1)).isTrue();
            value.set(-3);
            assertThat(value).hasToString("SharedIntValue(-3)");
        }
    }

    @Test
    void readsWritesAndUpdatesALong() {
        try (SharedLongValue value = SharedValue.ofLong(1L << 40)) {
            assertThat(value.getAndAdd(2)).isEqualTo(1L << 40);
            assertThat(value.addAndGet(-2)).isEqualTo(1L << 40);
            assertThat(value.getAndUpdate(x -> 3)).isEqualTo(1L << 40);
            assertThat(value.updateAndGet(x -> x + 1)).isEqualTo(4);
            assertThat(value.compareAndSet(4, 1)).isTrue();
            assertThat(value).hasToString("SharedLongValue(1)");
        }
    }

    @Test
    void readsWritesAndUpdatesADouble() {
        try (SharedDoubleValue value = SharedValue.ofDouble(0.5)) {
            assertThat(value.getAndAdd(0.25)).isEqualTo(0.5);
            assertThat(value.addAndGet(0.25)).isEqualTo(1.0);
            assertThat(value.getAndUpdate(x -> Double.NaN)).isEqualTo(1.0);
            assertThat(value.updateAndGet(x -> 7)).isEqualTo(7);
            assertThat(value.compareAndSet(7, -0.0)).isTrue();
            assertThat(value.compareAndSet(0.0, 1)).isFalse();
            assertThat(value).hasToString("SharedDoubleValue(-0.0)");
        }
    }

    @Test
    void readsWritesAndUpdatesTheNarrowTypes() {
        try (SharedByteValue bytes = SharedValue.ofByte((byte) -128);
                SharedShortValue shorts = SharedValue.ofShort((short) 7);
                SharedCharValue chars = SharedValue.ofChar('\uffff');
                SharedFloatValue floats = SharedValue.ofFloat(0.5f)) {
            assertThat(bytes.addAndGet(-1)).isEqualTo((byte) 127);
            assertThat(bytes.getAndAdd(1)).isEqualTo((byte) 127);
            assertThat(bytes.compareAndSet((byte) -128, (byte) 5)).isTrue();
            assertThat(bytes.updateAndGet(x -> x * 100)).isEqualTo((byte) 500);
            assertThat(shorts.getAndUpdate(x -> x - 8)).isEqualTo((short) 7);
            assertThat(shorts).hasToString("SharedShortValue(-1)");
            assertThat(chars.addAndGet(98)).isEqualTo('a');
            assertThat(chars.compareAndSet('b', 'c')).isFalse();
            assertThat(floats.addAndGet(0.25f)).isEqualTo(0.75f);
            assertThat(floats.updateAndGet(x -> x / 3)).isEqualTo((float) (0.75 / 3));
        }
    }

    @Test
    void readsAndWritesABoolean() {
        try (SharedBooleanValue value = SharedValue.ofBoolean(true)) {
            assertThat(value.getAndSet(false)).isTrue();
            assertThat(value.getAndSet(false)).isFalse();
            assertThat(value.compareAndSet(true, true)).isFalse();
            ((SharedBooleanValue) ChildJvm.decode(ChildJvm.encode(value))).set(true);
            assertThat(value).hasToString("SharedBooleanValue(true)");
        }
    }

    @Test
    void arrivesAsTheSameMemory() {
        try (SharedIntValue value = SharedValue.ofInt(5)) {
            ((SharedIntValue) ChildJvm.decode(ChildJvm.encode(value))).set(6);
            assertThat(value.get()).isEqualTo(6);

            ValueWriter writer = new ValueWriter(Codec.java());
            writer.write(value);
            ValueReader reader = new ValueReader(Codec.java(), SharedValueTest.class.getClassLoader());
            ((SharedIntValue) reader.over(writer.buffer().flip()).read()).set(7);
            assertThat(value.get()).isEqualTo(7);
        }
    }

    @Test
    void refusesEverythingAfterClose() {
        SharedIntValue value = SharedValue.ofInt(5);
        String ticket = ChildJvm.encode(value);
        SharedIntValue other = (SharedIntValue) ChildJvm.decode(ticket);
        value.close();
        value.close();

        assertThatIllegalStateException().isThrownBy(value::get).withMessageStartingWith("the value is closed: file=");
        assertThatIllegalStateException().isThrownBy(() -> value.set(1));
        assertThatIllegalStateException().isThrownBy(value::writeReplace);
        assertThat(value).hasToString("SharedIntValue(closed)");
        assertThat(other.get()).isEqualTo(5);
        assertThatThrownBy(() -> ChildJvm.decode(ticket)).hasMessageContaining("the shared memory is gone");
    }
}
