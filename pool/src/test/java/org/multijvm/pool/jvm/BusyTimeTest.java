package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.worker.RunningMark;

/** How the time of the task in hand is added to that of the answered ones. */
@Tag("unit")
class BusyTimeTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final RunningMark mark =
            new RunningMark(ByteBuffer.allocateDirect(RunningMark.BYTES + 64).order(ByteOrder.nativeOrder()), 0);
    private final BusyTime busy = new BusyTime(mark);

    @Test
    void countsTheTaskInHandFromItsBegin() {
        busy.answered(1, 1_000);
        mark.begin(2, System.nanoTime() - HOUR);
        assertThat(busy.nanos()).isGreaterThanOrEqualTo(HOUR + 1_000);
    }

    @Test
    void countsATaskOnceThatIsAnsweredAndStillMarked() {
        mark.begin(2, System.nanoTime() - HOUR);
        busy.answered(2, HOUR);
        assertThat(busy.nanos()).isEqualTo(HOUR);
        mark.idle();
        assertThat(busy.nanos()).isEqualTo(HOUR);
    }

    @Test
    void doesNotCountTheInitializer() {
        mark.begin(RunningMark.INITIALIZER, System.nanoTime() - HOUR);
        assertThat(busy.nanos()).isZero();
    }
}
