package org.multijvm.ipc.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ring in one JVM: order, room, the fill at its end, and its layout. */
@Tag("unit")
class OneToOneRingTest {
    private static final int CAPACITY = 1024;

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(OneToOneRing.bytes(CAPACITY)).order(ByteOrder.nativeOrder());

    @Test
    void hasTheLayoutThatIsDrawn() {
        OneToOneRing.format(memory, 0, CAPACITY);
        OneToOneRingProducer producer = new OneToOneRingProducer(memory, 0);
        int at = producer.claim(7, 12);
        memory.putInt(at, 99);
        producer.publish();
        assertThat(memory.getInt(0)).isEqualTo(0x4d4a5652);
        assertThat(memory.getInt(4)).isEqualTo(1);
        assertThat(memory.getInt(8)).isEqualTo(CAPACITY);
        assertThat(memory.getLong(128)).as("tail").isEqualTo(24);
        assertThat(memory.getInt(512)).as("length with header").isEqualTo(20);
        assertThat(memory.getInt(516)).as("type").isEqualTo(7);
        assertThat(memory.getInt(520)).as("payload").isEqualTo(99);
    }

    @Test
    void handsFramesOverInOrderWhateverTheirSizes() {
        OneToOneRing.format(memory, 0, CAPACITY);
        OneToOneRingProducer producer = new OneToOneRingProducer(memory, 0);
        OneToOneRingConsumer consumer = new OneToOneRingConsumer(memory, 0);
        ArrayDeque<Integer> expected = new ArrayDeque<>();
        Random random = new Random(5);
        int next = 0;
        for (int step = 0; step < 100_000; step++) {
            if (random.nextBoolean()) {
                int length = 4 + random.nextInt(producer.maxPayload() - 3);
                int at = producer.claim(1, length);
                if (at >= 0) {
                    assertThat(at % 8).isZero();
                    memory.putInt(at, next);
                    memory.put(at + length - 1, (byte) next);
                    producer.publish();
                    expected.add(length);
                    next++;
                }
            } else if (consumer.next()) {
                int number = next - expected.size();
                int length = expected.remove();
                assertThat(consumer.payloadLength()).isEqualTo(length);
                if (length > 4) {
                    assertThat(memory.getInt(consumer.payload())).isEqualTo(number);
                }
                assertThat(memory.get(consumer.payload() + length - 1)).isEqualTo((byte) number);
                consumer.release();
            } else {
                assertThat(expected).isEmpty();
            }
        }
    }

    @Test
    void showsNothingBeforeItIsPublished() {
        OneToOneRing.format(memory, 0, CAPACITY);
        OneToOneRingProducer producer = new OneToOneRingProducer(memory, 0);
        OneToOneRingConsumer consumer = new OneToOneRingConsumer(memory, 0);
        producer.claim(1, 8);
        producer.claim(2, 8);
        assertThat(consumer.next()).isFalse();
        producer.publish();
        assertThat(consumer.next()).isTrue();
        assertThat(consumer.type()).isEqualTo(1);
        consumer.release();
        assertThat(consumer.next()).isTrue();
        assertThat(consumer.type()).isEqualTo(2);
    }

    @Test
    void saysWhenThereIsNoRoomAndWhenAFrameIsTaken() {
        OneToOneRing.format(memory, 0, CAPACITY);
        OneToOneRingProducer producer = new OneToOneRingProducer(memory, 0);
        OneToOneRingConsumer consumer = new OneToOneRingConsumer(memory, 0);
        assertThat(producer.claim(1, 200)).isNotNegative();
        long firstEnd = producer.claimedEnd();
        int claimed = 1;
        while (producer.claim(1, 200) >= 0) {
            claimed++;
        }
        assertThat(claimed).isEqualTo(CAPACITY / 208);
        producer.publish();
        assertThat(producer.taken(firstEnd)).isFalse();
        consumer.next();
        consumer.release();
        assertThat(producer.taken(firstEnd)).isTrue();
        assertThatThrownBy(() -> producer.claim(1, producer.maxPayload() + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("largest=248");
    }

    @Test
    void goesOnWhereAnEarlierEndLeftOff() {
        OneToOneRing.format(memory, 0, CAPACITY);
        OneToOneRingProducer first = new OneToOneRingProducer(memory, 0);
        first.claim(1, 8);
        first.publish();
        OneToOneRingProducer second = new OneToOneRingProducer(memory, 0);
        second.claim(2, 8);
        second.publish();
        OneToOneRingConsumer consumer = new OneToOneRingConsumer(memory, 0);
        assertThat(consumer.next()).isTrue();
        assertThat(consumer.type()).isEqualTo(1);
    }

    @Test
    void refusesMemoryWithoutARing() {
        assertThatThrownBy(() -> new OneToOneRingConsumer(memory, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no ring");
        assertThatThrownBy(() -> OneToOneRing.format(memory, 0, 1000)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Few through a small ring: on one busy processor the two take turns by whole time slices, each time it is full. */
    @ParameterizedTest
    @CsvSource({"1024, 100000", "16384, 1000000"})
    void carriesManyFramesBetweenTwoThreads(int capacity, int frames) throws Exception {
        ByteBuffer memory =
                ByteBuffer.allocateDirect(OneToOneRing.bytes(capacity)).order(ByteOrder.nativeOrder());
        OneToOneRing.format(memory, 0, capacity);
        OneToOneRingProducer producer = new OneToOneRingProducer(memory, 0);
        OneToOneRingConsumer consumer = new OneToOneRingConsumer(memory, 0);
        producer.canWake();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < frames; ) {
                int at = producer.claim(1, 4 + i % 50);
                if (at < 0) {
                    Thread.yield();
                    continue;
                }
                memory.putInt(at, i++);
                producer.publish();
                producer.wakeConsumer();
            }
        });
        writer.start();
        for (int i = 0; i < frames; ) {
            if (!consumer.next()) {
                consumer.await(10_000_000);
                continue;
            }
            if (memory.getInt(consumer.payload()) != i) {
                assertThat(memory.getInt(consumer.payload())).isEqualTo(i);
            }
            consumer.release();
            i++;
        }
        writer.join();
        assertThat(consumer.next()).isFalse();
    }
}
