package org.multijvm.manager.served;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which of what a client took is done next. */
@Tag("unit")
class HandTest {
    private final Hand<String> hand = new Hand<>();

    @Test
    void aThreadsOwnIsDoneBeforeWhatOthersTookEarlier() {
        hand.add(1, "a");
        hand.add(2, "b");
        hand.add(2, "c");
        assertThat(hand.removeOldest(2)).isEqualTo("b");
        assertThat(hand.removeOldest(2)).isEqualTo("c");
        assertThat(hand.removeOldest(2)).isEqualTo("a");
        assertThat(hand.removeOldest(2)).isNull();
        assertThat(hand.isEmpty()).isTrue();
    }

    @Test
    void ofOthersTheOldestIsDoneFirst() {
        hand.add(3, "a");
        hand.add(1, "b");
        hand.add(3, "c");
        hand.add(2, "d");
        assertThat(hand.all()).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(hand.removeOldest(9)).isEqualTo("a");
        assertThat(hand.removeOldest(9)).isEqualTo("b");
        assertThat(hand.removeOldest(9)).isEqualTo("c");
        assertThat(hand.removeOldest(9)).isEqualTo("d");
        assertThat(hand.all()).isEmpty();
    }

    @Test
    void thatOfAnEmptyHandIsNothing() {
        assertThat(hand.isEmpty()).isTrue();
        assertThat(hand.removeOldest(1)).isNull();
        hand.add(1, "a");
        assertThat(hand.isEmpty()).isFalse();
    }
}
