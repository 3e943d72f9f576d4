package org.multijvm.cluster.shared.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.manager.wire.In;

/** Shared objects step by step; each step is done twice, so that a step which counts twice is seen everywhere. */
@Tag("unit")
class CellTest {
    private static Consumer<ValueWriter> number(int number) {
        return out -> out.writeInt(number);
    }

    private static Consumer<ValueWriter> number(long number) {
        return out -> out.writeLong(number);
    }

    private static List<Long> numbers(Scene.Made call) {
        In in = call.result();
        List<Long> numbers = new ArrayList<>();
        ElementId.readAll(Objects.requireNonNull(in)).forEach(id -> numbers.add(id.number()));
        return numbers;
    }

    @Test
    void aLockGoesFromHandToHandInTheOrderOfItsCallers() {
        Scene lock = new Scene(CellKind.LOCK);
        Scene.Client one = lock.client();
        Scene.Client other = lock.client();
        assertThat(one.call(CellOp.ACQUIRE).yes()).isTrue();
        Scene.Made second = other.call(CellOp.ACQUIRE);
        Scene.Made third = one.call(2, CellOp.ACQUIRE, out -> {});
        assertThat(second.waits()).isTrue();
        assertThat(other.call(CellOp.TRY_ACQUIRE).yes()).isFalse();
        one.call(CellOp.RELEASE).result();
        assertThat(second.isTold()).isTrue();
        assertThat(third.waits()).isTrue();
        assertThat(second.yes()).isTrue();
        // any thread may
        one.call(CellOp.RELEASE).result();
        assertThat(third.yes()).isTrue();
        one.call(CellOp.RELEASE).result();
        assertThatThrownBy(() -> one.call(CellOp.RELEASE).result()).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void aReentrantLockBelongsToItsThread() {
        Scene lock = new Scene(CellKind.REENTRANT_LOCK);
        Scene.Client one = lock.client();
        assertThat(one.call(CellOp.ACQUIRE).yes()).isTrue();
        assertThat(one.call(CellOp.ACQUIRE).yes()).isTrue();
        assertThatThrownBy(() -> one.call(2, CellOp.RELEASE, out -> {}).result())
                .isInstanceOf(IllegalMonitorStateException.class);
        Scene.Made waiting = one.call(2, CellOp.ACQUIRE, out -> {});
        one.call(CellOp.RELEASE).result();
        assertThat(waiting.waits()).isTrue();
        one.call(CellOp.RELEASE).result();
        assertThat(waiting.yes()).isTrue();
    }

    @Test
    void aLockOfOneThatIsGoneGoesToTheNextWhoIsToldSo() {
        Scene lock = new Scene(CellKind.LOCK);
        Scene.Client one = lock.client();
        Scene.Client gone = lock.client();
        Scene.Client other = lock.client();
        one.call(CellOp.ACQUIRE).result();
        Scene.Made dead = gone.call(CellOp.ACQUIRE);
        Scene.Made waiting = other.call(CellOp.ACQUIRE);
        gone.dies();
        one.dies();
        assertThat(waiting.waits()).isFalse();
        assertThat(waiting.yes()).isTrue();
        In state = other.call(CellOp.STATE).result();
        assertThat(state).isNotNull();
        assertThat(state.readBoolean()).as("held").isTrue();
        assertThat(state.readInt()).as("holds").isEqualTo(1);
        assertThat(state.readBoolean()).as("abandoned").isTrue();
        assertThat(dead).isNotNull();
        other.call(CellOp.RELEASE).result();
        other.call(CellOp.ACQUIRE).result();
        In later = other.call(CellOp.STATE).result();
        assertThat(later).isNotNull();
        later.readBoolean();
        later.readInt();
        assertThat(later.readBoolean()).isFalse();
    }

    @Test
    void whoHasGivenUpALockDoesNotGetIt() {
        Scene lock = new Scene(CellKind.LOCK);
        Scene.Client one = lock.client();
        Scene.Client other = lock.client();
        one.call(CellOp.ACQUIRE).result();
        Scene.Made waiting = other.call(CellOp.ACQUIRE);
        assertThat(waiting.givesUp()).isTrue();
        one.call(CellOp.RELEASE).result();
        assertThat(one.call(CellOp.TRY_ACQUIRE).yes()).isTrue();
        Scene.Made late = other.call(CellOp.ACQUIRE);
        one.call(CellOp.RELEASE).result();
        // it had it before it gave up, and is told so
        assertThat(late.givesUp()).isFalse();
        assertThat(one.call(CellOp.TRY_ACQUIRE).yes()).isFalse();
    }

    @Test
    void aConditionGivesTheLockUpAndHasItAgain() {
        Scene lock = new Scene(CellKind.CONDITION);
        Scene.Client one = lock.client();
        Scene.Client other = lock.client();
        one.call(CellOp.ACQUIRE).result();
        one.call(CellOp.ACQUIRE).result();
        Scene.Made waiting = one.call(CellOp.CONDITION_AWAIT, number(0L));
        assertThat(other.call(CellOp.ACQUIRE).yes()).isTrue();
        assertThat(one.call(CellOp.WAITING, number(0L)).count()).isEqualTo(1);
        assertThat(other.call(CellOp.SIGNAL, out -> {
                            out.writeLong(0);
                            out.writeInt(5);
                        })
                        .count())
                .isEqualTo(1);
        assertThat(waiting.waits()).as("for the lock").isTrue();
        other.call(CellOp.RELEASE).result();
        assertThat(waiting.yes()).as("it was told").isTrue();
        one.call(CellOp.RELEASE).result();
        assertThat(other.call(CellOp.TRY_ACQUIRE).yes()).as("it had it twice").isFalse();
        Scene.Made over = one.call(CellOp.CONDITION_AWAIT, number(0L));
        assertThat(other.call(CellOp.ACQUIRE).yes()).isTrue();
        assertThat(over.givesUp()).as("it waits for the lock").isFalse();
        other.call(CellOp.RELEASE).result();
        assertThat(over.waits()).isFalse();
        assertThat(over.result()).as("the time was over").isNull();
        assertThatThrownBy(() -> other.call(CellOp.CONDITION_AWAIT, number(0L)).result())
                .isInstanceOf(IllegalMonitorStateException.class);
        Scene.Made orphan = one.call(CellOp.CONDITION_AWAIT, number(7L));
        other.call(CellOp.ACQUIRE).result();
        other.dies();
        assertThat(orphan.waits()).isFalse();
        assertThat(orphan.yes()).as("told").isFalse();
    }

    @Test
    void permitsOfOneThatIsGoneComeBack() {
        Scene semaphore = new Scene(CellKind.BOUNDED_SEMAPHORE, number(3));
        Scene.Client one = semaphore.client();
        Scene.Client other = semaphore.client();
        assertThat(one.call(CellOp.ACQUIRE, number(2)).yes()).isTrue();
        Scene.Made two = other.call(CellOp.ACQUIRE, number(2));
        Scene.Made single = other.call(CellOp.ACQUIRE, number(1));
        assertThat(two.waits()).isTrue();
        assertThat(single.waits()).as("first come, first served").isTrue();
        one.dies();
        assertThat(two.yes()).isTrue();
        assertThat(single.yes()).isTrue();
        other.call(CellOp.RELEASE, number(3)).result();
        assertThatThrownBy(() -> other.call(CellOp.RELEASE, number(1)).result())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("made with=3");
        assertThatThrownBy(() -> other.call(CellOp.ACQUIRE, number(4)).result())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(other.call(CellOp.DRAIN).count()).isEqualTo(3);
    }

    @Test
    void anEventAndALatchLetAllPass() {
        Scene event = new Scene(CellKind.EVENT);
        Scene.Client one = event.client();
        Scene.Client other = event.client();
        Scene.Made waiting = one.call(CellOp.AWAIT);
        Scene.Made second = other.call(CellOp.AWAIT);
        other.call(CellOp.SET).result();
        other.call(CellOp.CLEAR).result();
        assertThat(waiting.yes()).isTrue();
        assertThat(second.yes()).isTrue();
        assertThat(one.call(CellOp.IS_SET).yes()).isFalse();

        Scene latch = new Scene(CellKind.LATCH, number(2L));
        Scene.Client counting = latch.client();
        Scene.Made passing = counting.call(CellOp.AWAIT);
        counting.call(CellOp.COUNT_DOWN).result();
        assertThat(passing.waits()).isTrue();
        counting.call(CellOp.COUNT_DOWN).result();
        counting.call(CellOp.COUNT_DOWN).result();
        assertThat(passing.yes()).isTrue();
        assertThat(counting.call(CellOp.COUNT).count()).isZero();
    }

    @Test
    void aBarrierPassesForAllOrForNone() {
        Scene barrier = new Scene(CellKind.BARRIER, number(3));
        Scene.Client one = barrier.client();
        Scene.Client other = barrier.client();
        for (int round = 0; round < 2; round++) {
            Scene.Made first = one.call(CellOp.AWAIT);
            Scene.Made second = one.call(CellOp.AWAIT);
            assertThat(second.waits()).isTrue();
            assertThat(other.call(CellOp.AWAIT).count()).isEqualTo(2);
            assertThat(first.count()).isZero();
            assertThat(second.count()).isEqualTo(1);
        }
        Scene.Made orphan = one.call(CellOp.AWAIT);
        other.dies();
        assertThatThrownBy(orphan::result).isInstanceOf(BrokenBarrierException.class);
        assertThatThrownBy(() -> one.call(CellOp.AWAIT).result()).isInstanceOf(BrokenBarrierException.class);
        one.call(CellOp.RESET).result();
        Scene.Made waiting = one.call(CellOp.AWAIT);
        Scene.Made impatient = one.call(CellOp.AWAIT);
        assertThat(impatient.givesUp()).isTrue();
        assertThatThrownBy(waiting::result).isInstanceOf(BrokenBarrierException.class);
    }

    @Test
    void aQueueKeepsItsOrderAndWhatItHolds() {
        Scene queue = new Scene(CellKind.QUEUE, number(3));
        Scene.Client one = queue.client();
        Scene.Client other = queue.client();
        for (long i = 1; i <= 3; i++) {
            assertThat(one.call(CellOp.QUEUE_PUT, new ElementId(one.id, i)::write)
                            .yes())
                    .isTrue();
        }
        Scene.Made full = other.call(CellOp.QUEUE_PUT, new ElementId(other.id, 9)::write);
        assertThat(full.waits()).isTrue();
        assertThat(other.call(CellOp.QUEUE_OFFER, new ElementId(other.id, 10)::write)
                        .yes())
                .isFalse();
        assertThat(numbers(other.call(CellOp.QUEUE_TAKE))).containsExactly(1L);
        assertThat(full.yes()).isTrue();
        assertThat(numbers(one.call(CellOp.QUEUE_ALL))).containsExactly(2L, 3L, 9L);
        assertThat(one.call(CellOp.QUEUE_REMOVE, new ElementId(one.id, 3)::write)
                        .yes())
                .isTrue();
        assertThat(numbers(one.call(CellOp.QUEUE_DRAIN, number(5)))).containsExactly(2L, 9L);
        Scene.Made taking = one.call(CellOp.QUEUE_TAKE);
        assertThat(numbers(other.call(CellOp.QUEUE_POLL))).isEmpty();
        assertThat(other.call(CellOp.QUEUE_PUT, new ElementId(other.id, 11)::write)
                        .yes())
                .isTrue();
        assertThat(numbers(taking)).containsExactly(11L);
        Scene.Made released = one.call(CellOp.QUEUE_TAKE);
        other.call(CellOp.QUEUE_SHUT_DOWN, out -> out.writeByte(0)).result();
        assertThatThrownBy(released::result).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> one.call(CellOp.QUEUE_PUT, new ElementId(one.id, 12)::write)
                        .result())
                .isInstanceOf(QueueShutDownException.class);
    }

    @Test
    void theNewestComesFirstOutOfALifoQueue() {
        Scene queue = new Scene(CellKind.LIFO_QUEUE, number(0));
        Scene.Client one = queue.client();
        for (long i = 1; i <= 4; i++) {
            one.call(CellOp.QUEUE_PUT, new ElementId(one.id, i)::write).result();
        }
        assertThat(numbers(one.call(CellOp.QUEUE_PEEK))).containsExactly(4L);
        assertThat(numbers(one.call(CellOp.QUEUE_TAKE))).containsExactly(4L);
        assertThat(numbers(one.call(CellOp.QUEUE_ALL))).containsExactly(3L, 2L, 1L);
    }

    @Test
    void whatOneHadInHandThatIsGoneIsGivenOutAgain() {
        Scene queue = new Scene(CellKind.JOINABLE_QUEUE, number(0));
        Scene.Client one = queue.client();
        Scene.Client other = queue.client();
        for (long i = 1; i <= 4; i++) {
            one.call(CellOp.QUEUE_PUT, new ElementId(one.id, i)::write).result();
        }
        Scene.Made join = one.call(CellOp.QUEUE_JOIN);
        assertThat(numbers(other.call(CellOp.QUEUE_TAKE))).containsExactly(1L);
        assertThat(numbers(one.call(CellOp.QUEUE_TAKE))).containsExactly(2L);
        assertThat(numbers(other.call(CellOp.QUEUE_TAKE))).containsExactly(3L);
        assertThat(numbers(other.call(CellOp.QUEUE_TASK_DONE))).containsExactly(1L);
        other.dies();
        assertThat(numbers(one.call(CellOp.QUEUE_ALL))).containsExactly(3L, 4L);
        assertThat(numbers(one.call(CellOp.QUEUE_TASK_DONE))).containsExactly(2L);
        assertThatThrownBy(() -> one.call(CellOp.QUEUE_TASK_DONE).result())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("too many times");
        assertThat(join.waits()).isTrue();
        for (long i = 3; i <= 4; i++) {
            assertThat(numbers(one.call(CellOp.QUEUE_TAKE))).containsExactly(i);
            one.call(CellOp.QUEUE_TASK_DONE).result();
        }
        assertThat(join.yes()).isTrue();
    }

    @Test
    void aComputationHoldsUpOthersUntilItsClientIsDoneOrGone() {
        Scene value = new Scene(CellKind.VALUE, out -> out.writeBytes(new byte[] {1}));
        Scene.Client one = value.client();
        Scene.Client other = value.client();
        one.call(CellOp.COMPUTE).result();
        Scene.Made put = other.call(CellOp.PUT, out -> out.writeBytes(new byte[] {7}));
        assertThat(put.waits()).isTrue();
        assertThatThrownBy(() -> one.call(CellOp.PUT, out -> out.writeBytes(new byte[] {8}))
                        .result())
                .isInstanceOf(IllegalStateException.class);
        one.call(CellOp.COMPUTED, out -> {
                    out.writeByte(1);
                    out.writeBytes(new byte[] {2});
                })
                .result();
        In old = put.result();
        assertThat(old).isNotNull();
        assertThat(Cell.readMaybe(old)).containsExactly(2);
        one.call(CellOp.COMPUTE).result();
        Scene.Made next = other.call(CellOp.COMPUTE);
        one.dies();
        In found = next.result();
        assertThat(found).isNotNull();
        assertThat(Cell.readMaybe(found)).containsExactly(7);
    }

    @Test
    void aNameOfAnotherKindIsRefused() {
        Scene lock = new Scene(CellKind.LOCK);
        lock.client().call(CellOp.CREATE).result();
        Command other =
                new Command(CellKind.EVENT, new byte[0], UUID.randomUUID(), 1, 1, 1, 1, CellOp.CREATE, new byte[0]);
        byte[] state = Step.of(
                        null,
                        new Command(CellKind.LOCK, new byte[0], other.client(), 1, 1, 1, 1, CellOp.CREATE, new byte[0]),
                        (node, order) -> false)
                .state();
        assertThat(state).isNotNull();
        assertThat(States.kind(state)).isEqualTo(CellKind.LOCK);
        assertThatThrownBy(() ->
                        Answer.of(Step.of(state, other, (node, order) -> false).answer()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kind=LOCK");
    }
}
