package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.multijvm.ipc.sync.SharedBarrierTest.assertBroken;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.launcher.ProcessIdentity;

/** Each word that somebody may leave in a barrier by dying between two instructions. */
@Tag("unit")
@Timeout(60)
class BarrierDeathTest {
    private static final long SELF = ProcessKey.SELF;

    private SharedBarrier barrier;

    @BeforeEach
    void create() {
        barrier = SharedBarrier.create(3);
    }

    @AfterEach
    void close() {
        barrier.close();
    }

    @Test
    void isBrokenByAMemberThatDiedBeforeItArrived() throws Exception {
        long dead = LockStates.dead();
        Waiters<Integer> others = Waiters.start(2, barrier::await);
        BarrierStates.awaitWaiting(barrier, 2);
        BarrierStates.member(barrier, 200, dead);
        assertBroken(() -> others.get(0), "a party died, pid=" + ProcessKey.pid(dead));
        assertBroken(() -> others.get(1), "a party died, pid=" + ProcessKey.pid(dead));
        barrier.reset();
        assertThat(BarrierStates.member(barrier, 200)).isZero();
        assertThat(Waiters.start(3, barrier::await).all()).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void isBrokenByAMemberThatDiedWhileItWaited() throws Exception {
        BarrierStates.member(barrier, 9, LockStates.dead());
        BarrierStates.state(barrier, BarrierLayout.ARRIVAL);
        Waiters<Integer> other = Waiters.start(1, barrier::await);
        assertBroken(() -> other.get(0), "a party died");
        assertBroken(barrier::await, "a party died");
    }

    @Test
    void isBrokenByAMemberThatDiedInTheAction() throws Exception {
        BarrierStates.member(barrier, 9, LockStates.dead());
        BarrierStates.state(barrier, 3 * BarrierLayout.ARRIVAL | BarrierLayout.ACTION | BarrierLayout.SLEEPERS);
        // comes too early for the next generation
        Waiters<Integer> other = Waiters.start(1, barrier::await);
        assertBroken(() -> other.get(0), "a party died");
    }

    /** Else nobody could use a barrier any more that many processes were killed at. */
    @Test
    void givesThePlacesOfTheDeadAwayWhenNoneIsLeft() throws Exception {
        fillWithDead(barrier);
        assertBroken(barrier::await, "a party died");
        fillWithDead(barrier);
        assertBroken(barrier::await, "a party died");
        barrier.reset();
        assertThat(Waiters.start(3, barrier::await).all()).containsExactlyInAnyOrder(0, 1, 2);
        try (SharedBarrier alone = SharedBarrier.create(1)) {
            fillWithDead(alone);
            assertThat(alone.await()).as("it waits for no other").isZero();
        }
    }

    private static void fillWithDead(SharedBarrier barrier) throws Exception {
        for (int slot = 0; slot < BarrierLayout.MEMBERS; slot++) {
            if (BarrierStates.member(barrier, slot) == 0) {
                BarrierStates.member(barrier, slot, LockStates.dead());
            }
        }
    }

    @Test
    void tellsThatItIsBrokenThoughNobodyWaits() throws Exception {
        assertThat(barrier.isBroken()).isFalse();
        BarrierStates.member(barrier, 255, LockStates.dead());
        assertThat(barrier.isBroken()).isTrue();
        assertBroken(barrier::await, "a party died");
    }

    /** Whether it passes or breaks is a matter of time then; but it is one or the other, and for both. */
    @Test
    void goesOnWhenTheLastPartyDiedBeforeItWokeTheOthers() throws Exception {
        Waiters<Integer> others = Waiters.start(2, barrier::await);
        BarrierStates.awaitWaiting(barrier, 2);
        BarrierStates.state(barrier, BarrierLayout.next(BarrierStates.state(barrier)));
        assertThat(others.all()).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void tellsThoseWhoWaitOfABreakWhoseWakeIsLost() throws Exception {
        Waiters<Integer> others = Waiters.start(2, barrier::await);
        BarrierStates.awaitWaiting(barrier, 2);
        long state = BarrierStates.state(barrier);
        BarrierStates.state(barrier, state & ~BarrierLayout.SLEEPERS | BarrierLayout.BROKEN);
        assertBroken(() -> others.get(0), "unknown");
        assertBroken(() -> others.get(1), "unknown");
    }

    /** A resetter that died between its break and its reset: the next one ends it. */
    @Test
    void isResetByTheNextWhenTheResetterDied() throws Exception {
        BarrierStates.state(barrier, 2 * BarrierLayout.ARRIVAL | BarrierLayout.BROKEN);
        assertThat(barrier.isBroken()).isTrue();
        barrier.reset();
        assertThat(Waiters.start(3, barrier::await).all()).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void isLeftByTheCloseOfTheLastHandle() throws Exception {
        String ticket = ChildJvm.encode(barrier);
        assertThat(BarrierStates.member(barrier, 0)).isZero();
        Waiters.start(3, barrier::await).all();
        assertThat(BarrierStates.member(barrier, 0)).isEqualTo(SELF);
        SharedBarrier other = (SharedBarrier) ChildJvm.decode(ticket);
        other.close();
        other.close();
        assertThat(BarrierStates.member(barrier, 0)).isEqualTo(SELF);
        Waiters<Integer> two = Waiters.start(2, barrier::await);
        BarrierStates.awaitWaiting(barrier, 2);
        ByteBuffer memory = BarrierStates.memory(barrier);
        barrier.close();
        assertThat(memory.getLong(BarrierLayout.member(0)))
                .as("its arrivals cannot be taken back")
                .isEqualTo(SELF);
        two.thread(0).interrupt();
        assertThatThrownBy(() -> two.get(0)).isInstanceOf(InterruptedException.class);
        assertBroken(() -> two.get(1), "a party was interrupted");
        assertThat(memory.getLong(BarrierLayout.member(0))).isZero();
        create();
    }

    @Test
    void refusesTheProcessForWhichThereIsNoRoom() throws Exception {
        Process living = new ProcessBuilder("sleep", "60").start();
        try {
            long state = ProcessKey.of(ProcessIdentity.of(living.pid()).orElseThrow());
            for (int i = 0; i < BarrierLayout.MEMBERS; i++) {
                BarrierStates.member(barrier, i, state);
            }
            assertThatIllegalStateException()
                    .isThrownBy(barrier::await)
                    .withMessageContaining("too many processes use the barrier");
            BarrierStates.member(barrier, 77, 0);
            Waiters.start(3, barrier::await).all();
        } finally {
            living.destroyForcibly().waitFor();
        }
    }

    @Test
    void comesRoundWhenTheGenerationOverflows() throws Exception {
        BarrierStates.state(barrier, 0xffff_fffeL);
        assertThat(Waiters.start(3, barrier::await).all()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(BarrierStates.state(barrier)).isZero();
        BarrierStates.state(barrier, 0xffff_fffeL);
        barrier.abort();
        barrier.reset();
        assertThat(BarrierStates.state(barrier)).isZero();
    }

    @Test
    void keepsItsHalvesApart() {
        long state = 5 * BarrierLayout.ARRIVAL | BarrierLayout.SLEEPERS | BarrierLayout.ACTION | 0xffff_ffffL;
        assertThat(BarrierLayout.arrived(state)).isEqualTo(5);
        assertThat(BarrierLayout.isBroken(state)).isTrue();
        assertThat(BarrierLayout.phase(state)).isEqualTo(-1);
        assertThat(BarrierLayout.generation(state)).isEqualTo(-2);
        assertThat(BarrierLayout.next(state)).isZero();
        assertThat(BarrierLayout.next(BarrierLayout.ARRIVAL)).isEqualTo(2);
        long most = (long) BarrierLayout.MOST_PARTIES << 34;
        assertThat(BarrierLayout.arrived(most)).isEqualTo(BarrierLayout.MOST_PARTIES);
    }

    @Test
    void remembersWhichGenerationsBroke() {
        ByteBuffer memory = ByteBuffer.allocateDirect(BarrierLayout.END).order(ByteOrder.nativeOrder());
        BarrierHistory history = new BarrierHistory(memory);
        int before = history.breaks();
        assertThat(history.broke(0, before)).isFalse();
        history.note(0);
        history.note(8);
        assertThat(history.broke(0, before)).isTrue();
        assertThat(history.broke(2, before)).isFalse();
        assertThat(history.broke(8, before)).isTrue();
        assertThat(history.broke(8, history.breaks())).as("none since").isFalse();

        int later = 8 + 2 * BarrierLayout.BROKEN_ENTRIES;
        history.note(later);
        history.note(8);
        assertThat(history.broke(later, before)).isTrue();
        assertThat(history.broke(8, before)).as("nobody knows any more").isTrue();
        assertThat(history.broke(later + 2 * BarrierLayout.BROKEN_ENTRIES, before))
                .isFalse();
        history.note(-2);
        assertThat(history.broke(-2, before)).isTrue();
    }
}
