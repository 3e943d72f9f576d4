package org.multijvm.pool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.ring.OneToOneRing;
import org.multijvm.ipc.ring.OneToOneRingConsumer;
import org.multijvm.ipc.ring.OneToOneRingProducer;

/** What rings and what does not; that no answer is left behind is looked at by {@link SimulatedDoorbellTest}. */
@Tag("unit")
class DoorbellTest {
    private static final int OFF = 0;
    private static final int EACH = 1;
    private static final int GATHERS = 2;
    private static final int RING_AT = 128;

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(RING_AT + OneToOneRing.bytes(1024)).order(ByteOrder.nativeOrder());
    private final Doorbell bell = new Doorbell(memory);
    private OneToOneRingProducer calls;
    private Backlog backlog;

    @BeforeEach
    void makeTheRingOfCalls() {
        OneToOneRing.format(memory, RING_AT, 1024);
        calls = new OneToOneRingProducer(memory, RING_AT);
        backlog = new Backlog(new OneToOneRingConsumer(memory, RING_AT));
    }

    @Test
    void aWorkerThatHasMoreToDoRingsOnlyWhereEachAnswerIsToRing() {
        waits(1);
        backlog.took(100_000_000);
        bell.gather();
        bell.answered(backlog);
        assertThat(bell.isGathering()).isTrue();
        bell.listen();
        bell.answered(backlog);
        assertThat(state()).isEqualTo(OFF);
    }

    @Test
    void aWorkerThatHasNothingMoreToDoRingsWhileAnswersAreGathered() {
        bell.gather();
        bell.answered(backlog);
        assertThat(state()).isEqualTo(OFF);
    }

    @Test
    void aWorkerWhoseCallsAreShortRingsBeforeTheyAreAllDone() {
        for (int i = 0; i < 100; i++) {
            backlog.took(10_000);
        }
        waits(3);
        bell.gather();
        bell.answered(backlog);
        assertThat(state()).isEqualTo(OFF);
    }

    @Test
    void isAsItWasWhenSomebodyHasPlayedTheCollector() {
        bell.gather();
        bell.unmute(bell.mute());
        assertThat(state()).isEqualTo(GATHERS);
        bell.listen();
        bell.unmute(bell.mute());
        assertThat(state()).isEqualTo(EACH);
        bell.ring();
        bell.unmute(bell.mute());
        assertThat(state()).isEqualTo(OFF);
    }

    private void waits(int frames) {
        for (int i = 0; i < frames; i++) {
            assertThat(calls.claim(CallLayout.CALL, CallLayout.BODY)).isPositive();
        }
        calls.publish();
    }

    private int state() {
        return memory.getInt(0);
    }
}
