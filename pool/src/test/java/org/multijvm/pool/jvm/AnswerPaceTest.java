package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.worker.Doorbell;

@Tag("unit")
class AnswerPaceTest {
    private final AnswerPace pace = new AnswerPace(0);

    @Test
    void isQuickWhileMoreThanTwoAnswersComeInARound() {
        pace.came(3);
        assertThat(pace.isQuick(Doorbell.ROUND_NANOS)).isTrue();
        pace.came(4);
        pace.came(1);
        assertThat(pace.isQuick(3 * Doorbell.ROUND_NANOS)).isTrue();
    }

    @Test
    void isSlowWhereTheClockWouldLookForTwoAnswersAtATime() {
        pace.came(2);
        assertThat(pace.isQuick(Doorbell.ROUND_NANOS)).isFalse();
        pace.came(7);
        assertThat(pace.isQuick(5 * Doorbell.ROUND_NANOS)).isFalse();
    }

    @Test
    void isSlowAfterALookThatFoundNothing() {
        pace.came(100);
        assertThat(pace.isQuick(1)).isTrue();
        assertThat(pace.isQuick(2)).isFalse();
    }
}
