package org.multijvm.manager.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.multijvm.manager.served.ScriptedClient.item;
import static org.multijvm.manager.served.ScriptedClient.key;
import static org.multijvm.manager.served.ScriptedClient.number;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.WireException;

/** The objects of a server and its clients as state machines: no connection, no thread but this one, no time. */
@Tag("unit")
class ServedObjectsTest {
    private static final Consumer<ValueWriter> NO_MORE = out -> {};

    private final Server server = ScriptedClient.server();
    private final ScriptedClient one = new ScriptedClient(server, "one");
    private final ScriptedClient other = new ScriptedClient(server, "other");

    /** An object of one client that the other one has, too. */
    private long both(Kind kind, Consumer<ValueWriter> arguments) {
        long object = one.create(kind, "both", arguments);
        assertThat(other.create(kind, "both", arguments)).isEqualTo(object);
        return object;
    }

    private static boolean truth(ScriptedClient client, long call) {
        return client.read(call, In::readBoolean);
    }

    private static Object value(ScriptedClient client, long call) {
        return client.read(call, ScriptedClient::value);
    }

    @Test
    void answersTheCallsOfOneMessageInTheirOrder() {
        long dict = one.create(Kind.DICT);
        one.sendTogether(
                1,
                dict,
                Op.PUT,
                IntStream.range(0, 100).mapToObj(i -> key("k", item(i))).toList());
        List<Long> answered = one.order();
        assertThat(answered).hasSize(101).isSorted();
        assertThat(value(one, 2)).isNull();
        assertThat(value(one, 101)).isEqualTo(98);
    }

    @Test
    void answersACallThatNamesNoObjectWithAnError() {
        long call = one.send(1, 4711, Op.SIZE);
        assertThat(one.status(call)).isEqualTo(Hello.THROWN);
        assertThat(one.status(one.send(1, one.create(Kind.LOCK), Op.SIZE))).isEqualTo(Hello.THROWN);
    }

    @Test
    void endsAClientWhoseBytesAreNoCall() {
        assertThatThrownBy(() -> one.session.take(new In(new byte[] {9, 0, 0, 0, 1})))
                .isInstanceOf(WireException.class);
        assertThatThrownBy(() -> one.send(1, one.create(Kind.DICT), Op.PUT)).isInstanceOf(WireException.class);
    }

    @Test
    void findsANamedObjectAgainAndAnotherKindNever() {
        long dict = both(Kind.DICT, NO_MORE);
        one.send(1, dict, Op.PUT, key("a", item(1)));
        assertThat(value(other, other.send(1, dict, Op.GET, key("a", NO_MORE)))).isEqualTo(1);
        assertThatThrownBy(() -> one.create(Kind.SET, "both", NO_MORE)).hasMessageContaining("status=1");
    }

    @Test
    void holdsAnObjectForAsLongAsAClientHasBeenGivenIt() {
        long list = one.create(Kind.LIST, "", out -> out.writeCount(0));
        one.send(1, list, Op.LIST_ADD, item("x"));
        one.send(1, 0, Op.CLAIM, out -> {
            out.writeLong(list);
            out.writeLong(0);
        });
        one.release(list, 1);
        collect();
        assertThat(server.objects().get(list).kind).isEqualTo(Kind.LIST);
        one.release(list, 1);
        awaitGone(list);
    }

    @Test
    void letsAnObjectGoWithTheLastClientThatHasIt() {
        long lock = one.create(Kind.LOCK);
        long claim = other.send(1, 0, Op.CLAIM, out -> {
            out.writeLong(lock);
            out.writeLong(0);
        });
        assertThat(other.status(claim)).isEqualTo(Hello.DONE);
        one.end();
        collect();
        assertThat(server.objects().get(lock).number).isEqualTo(lock);
        other.end();
        awaitGone(lock);
    }

    @Test
    void holdsWhatIsOnItsWayUntilItHasArrivedOrItsSenderHasEnded() {
        long event = one.create(Kind.EVENT);
        long flight = one.read(one.send(1, 0, Op.TAKE_OFF, out -> out.writeLong(event)), In::readLong);
        one.release(event, 1);
        collect();
        other.send(1, 0, Op.CLAIM, out -> {
            out.writeLong(event);
            out.writeLong(flight);
        });
        assertThat(server.flights()).isEmpty();
        one.send(1, 0, Op.TAKE_OFF, out -> out.writeLong(event));
        other.release(event, 1);
        assertThat(server.flights()).hasSize(1);
        one.end();
        assertThat(server.flights()).isEmpty();
        awaitGone(event);
    }

    private static void collect() {
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
    }

    private void awaitGone(long number) {
        for (int i = 0; i < 50; i++) {
            collect();
            try {
                server.objects().get(number);
            } catch (IllegalStateException gone) {
                assertThat(gone).hasMessageContaining("no such object any more");
                return;
            }
        }
        throw new AssertionError("still there: object=" + number);
    }

    @Test
    void givesALockToThoseWhoWaitInTheirOrder() {
        long lock = both(Kind.LOCK, NO_MORE);
        assertThat(truth(one, one.send(1, lock, Op.LOCK_ACQUIRE))).isTrue();
        long second = other.send(1, lock, Op.LOCK_ACQUIRE);
        long third = one.send(2, lock, Op.LOCK_ACQUIRE);
        assertThat(truth(one, one.send(3, lock, Op.LOCK_TRY))).isFalse();
        assertThat(other.isAnswered(second)).isFalse();
        one.send(1, lock, Op.LOCK_RELEASE);
        assertThat(truth(other, second)).isTrue();
        assertThat(one.isAnswered(third)).isFalse();
        other.send(1, lock, Op.LOCK_RELEASE);
        assertThat(truth(one, third)).isTrue();
        assertThat(one.session.waitingCalls() + other.session.waitingCalls()).isZero();
    }

    @Test
    void freesTheLocksOfAClientThatHasEndedAndSaysSo() {
        long lock = both(Kind.REENTRANT_LOCK, NO_MORE);
        one.send(1, lock, Op.LOCK_ACQUIRE);
        one.send(1, lock, Op.LOCK_ACQUIRE);
        one.send(2, lock, Op.LOCK_ACQUIRE);
        long waits = other.send(7, lock, Op.LOCK_ACQUIRE);
        one.end();
        assertThat(truth(other, waits)).isTrue();
        other.<Void>read(other.send(7, lock, Op.LOCK_STATE), in -> {
            assertThat(in.readInt()).isEqualTo(1);
            assertThat(in.readInt()).isEqualTo(1);
            assertThat(in.readBoolean()).as("abandoned").isTrue();
            return null;
        });
    }

    @Test
    void givesUpAWaitOnceAndNeverWhatWasDone() {
        long lock = both(Kind.LOCK, NO_MORE);
        one.send(1, lock, Op.LOCK_ACQUIRE);
        long waits = other.send(1, lock, Op.LOCK_ACQUIRE);
        long behind = other.send(2, lock, Op.LOCK_ACQUIRE);
        other.giveUp(waits);
        assertThat(other.status(waits)).isEqualTo(Hello.GIVEN_UP);
        one.send(1, lock, Op.LOCK_RELEASE);
        assertThat(truth(other, behind)).isTrue();
        // it came just before: the client is told that it has the lock
        other.giveUp(behind);
        other.giveUp(waits);
        other.giveUp(4711);
        assertThat(other.session.waitingCalls()).isZero();
        assertThat(truth(one, one.send(1, lock, Op.LOCK_TRY))).isFalse();
    }

    @Test
    void givesUpAWaitAtAConditionOnlyWithTheLock() {
        long lock = both(Kind.REENTRANT_LOCK, NO_MORE);
        long condition = one.create(Kind.CONDITION, "", out -> out.writeLong(lock));
        one.send(1, lock, Op.LOCK_ACQUIRE);
        one.send(1, lock, Op.LOCK_ACQUIRE);
        long waits = one.send(1, condition, Op.CONDITION_AWAIT);
        assertThat(truth(other, other.send(1, lock, Op.LOCK_ACQUIRE))).isTrue();
        one.giveUp(waits);
        assertThat(one.isAnswered(waits)).isFalse();
        other.send(1, lock, Op.LOCK_RELEASE);
        assertThat(one.status(waits)).isEqualTo(Hello.GIVEN_UP);
        assertThat(one.status(one.send(1, lock, Op.LOCK_RELEASE))).isEqualTo(Hello.DONE);
        assertThat(truth(other, other.send(1, lock, Op.LOCK_TRY)))
                .as("held twice, as before")
                .isFalse();
    }

    @Test
    void endsTheWaitsAtAConditionWhoseLockWasHeldByAClientThatHasEnded() {
        long lock = both(Kind.REENTRANT_LOCK, NO_MORE);
        long condition = other.create(Kind.CONDITION, "", out -> out.writeLong(lock));
        other.send(1, lock, Op.LOCK_ACQUIRE);
        long waits = other.send(1, condition, Op.CONDITION_AWAIT);
        assertThat(truth(one, one.send(1, lock, Op.LOCK_ACQUIRE))).isTrue();
        one.end();
        assertThat(truth(other, waits)).as("signalled").isFalse();
    }

    @Test
    void givesThePermitsOfAnEndedClientBackButNoMoreThanThereWereAtFirst() {
        long semaphore = both(Kind.SEMAPHORE, number(3));
        assertThat(truth(one, one.send(1, semaphore, Op.SEMAPHORE_ACQUIRE, number(2))))
                .isTrue();
        long many = other.send(1, semaphore, Op.SEMAPHORE_ACQUIRE, number(3));
        assertThat(truth(other, other.send(2, semaphore, Op.SEMAPHORE_TRY, number(1))))
                .as("past one that is waiting")
                .isFalse();
        one.end();
        assertThat(truth(other, many)).isTrue();
        other.send(1, semaphore, Op.SEMAPHORE_RELEASE, number(5));
        other.end();
        ScriptedClient third = new ScriptedClient(server, "third");
        third.create(Kind.SEMAPHORE, "both", number(3));
        assertThat(third.<Integer>read(third.send(1, semaphore, Op.SEMAPHORE_STATE), In::readInt))
                .isEqualTo(5);
    }

    @Test
    void letsThoseGoOnWhoStoodBehindAWaitThatIsGivenUp() {
        long semaphore = both(Kind.SEMAPHORE, number(1));
        long large = one.send(1, semaphore, Op.SEMAPHORE_ACQUIRE, number(2));
        long small = other.send(1, semaphore, Op.SEMAPHORE_ACQUIRE, number(1));
        assertThat(other.isAnswered(small)).isFalse();
        one.giveUp(large);
        assertThat(truth(other, small)).isTrue();
    }

    @Test
    void handsEachElementOfAQueueToOne() {
        long queue = both(Kind.QUEUE, number(0));
        long first = one.send(1, queue, Op.QUEUE_TAKE);
        long second = other.send(1, queue, Op.QUEUE_TAKE);
        one.send(2, queue, Op.QUEUE_PUT, item("a"));
        other.send(2, queue, Op.QUEUE_PUT, item("b"));
        assertThat(value(one, first)).isEqualTo("a");
        assertThat(value(other, second)).isEqualTo("b");
        assertThat(value(one, one.send(1, queue, Op.QUEUE_POLL))).isNull();
    }

    @Test
    void losesNothingToATakeThatIsGivenUpOrWhoseClientHasEnded() {
        long queue = both(Kind.QUEUE, number(0));
        long gone = one.send(1, queue, Op.QUEUE_TAKE);
        one.send(2, queue, Op.QUEUE_TAKE);
        long last = other.send(1, queue, Op.QUEUE_TAKE);
        one.giveUp(gone);
        one.end();
        other.send(2, queue, Op.QUEUE_PUT, item("a"));
        assertThat(value(other, last)).isEqualTo("a");
        other.send(2, queue, Op.QUEUE_PUT, item("b"));
        assertThat(value(other, other.send(1, queue, Op.QUEUE_TAKE))).isEqualTo("b");
    }

    @Test
    void putsIntoAFullQueueInTheOrderOfThoseWhoWait() {
        long queue = both(Kind.QUEUE, number(1));
        one.send(1, queue, Op.QUEUE_PUT, item("a"));
        long b = one.send(1, queue, Op.QUEUE_PUT, item("b"));
        long c = other.send(1, queue, Op.QUEUE_PUT, item("c"));
        assertThat(truth(one, one.send(2, queue, Op.QUEUE_OFFER, item("x")))).isFalse();
        assertThat(value(other, other.send(2, queue, Op.QUEUE_TAKE))).isEqualTo("a");
        assertThat(one.isAnswered(b)).isTrue();
        assertThat(other.isAnswered(c)).isFalse();
        one.end();
        assertThat(value(other, other.send(2, queue, Op.QUEUE_TAKE))).isEqualTo("b");
        assertThat(value(other, other.send(2, queue, Op.QUEUE_TAKE))).isEqualTo("c");
        assertThat(other.isAnswered(c)).isTrue();
    }

    @Test
    void bringsWhatAnEndedClientHadInHandBackToItsOldPlace() {
        long queue = both(Kind.JOINABLE_QUEUE, number(0));
        for (String each : List.of("a", "b", "c")) {
            other.send(1, queue, Op.QUEUE_PUT, item(each));
        }
        assertThat(value(one, one.send(1, queue, Op.QUEUE_TAKE))).isEqualTo("a");
        assertThat(value(other, other.send(1, queue, Op.QUEUE_TAKE))).isEqualTo("b");
        long joins = other.send(2, queue, Op.QUEUE_JOIN);
        one.end();
        for (String each : List.of("a", "c")) {
            assertThat(value(other, other.send(1, queue, Op.QUEUE_TAKE))).isEqualTo(each);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(other.isAnswered(joins)).isFalse();
            other.send(1, queue, Op.QUEUE_TASK_DONE);
        }
        assertThat(other.isAnswered(joins)).isTrue();
        assertThat(other.status(other.send(1, queue, Op.QUEUE_TASK_DONE))).isEqualTo(Hello.THROWN);
    }

    @Test
    void holdsAKeyWhileAClientComputesItsValue() {
        long dict = both(Kind.DICT, NO_MORE);
        assertThat(value(one, one.send(1, dict, Op.COMPUTE, key("k", NO_MORE)))).isNull();
        long put = other.send(1, dict, Op.PUT, key("k", item("later")));
        long free = other.send(2, dict, Op.PUT, key("free", item(1)));
        long next = other.send(3, dict, Op.COMPUTE, key("k", NO_MORE));
        assertThat(other.isAnswered(put)).isFalse();
        assertThat(other.isAnswered(free)).isTrue();
        assertThat(value(other, other.send(4, dict, Op.GET, key("k", NO_MORE)))).isNull();
        assertThat(one.status(one.send(1, dict, Op.PUT, key("k", item("inside")))))
                .as("a function that changes its own key")
                .isEqualTo(Hello.THROWN);
        one.send(1, dict, Op.COMPUTED, key("k", out -> {
            out.writeByte(1);
            out.writeByte(1);
            item("computed").accept(out);
        }));
        assertThat(value(other, put)).isEqualTo("computed");
        assertThat(value(other, next)).isEqualTo("later");
        other.end();
        long after = one.send(1, dict, Op.REMOVE, key("k", NO_MORE));
        assertThat(value(one, after)).isEqualTo("later");
    }

    @Test
    void freesTheKeysOfAClientThatEndsWhileItComputes() {
        long dict = both(Kind.DICT, NO_MORE);
        other.send(1, dict, Op.PUT, key("k", item("old")));
        one.send(1, dict, Op.COMPUTE, key("k", NO_MORE));
        long clears = other.send(1, dict, Op.CLEAR);
        one.send(2, dict, Op.PUT, key("k", item("of the dead")));
        assertThat(other.isAnswered(clears)).isFalse();
        one.end();
        assertThat(other.isAnswered(clears)).isTrue();
        assertThat(other.<Integer>read(other.send(1, dict, Op.SIZE), In::readInt))
                .isZero();
    }

    @Test
    void refusesToReplaceAListThatAnotherClientHasChanged() {
        long list = both(Kind.LIST, out -> out.writeCount(0));
        one.send(1, list, Op.LIST_ADD, item("a"));
        long version = one.read(one.send(1, list, Op.LIST_RANGE, number(0).andThen(number(9))), In::readLong);
        other.send(1, list, Op.LIST_ADD, item("b"));
        assertThat(truth(one, one.send(1, list, Op.LIST_REPLACE, out -> {
                    out.writeLong(version);
                    out.writeCount(0);
                })))
                .isFalse();
        assertThat(one.<Integer>read(one.send(1, list, Op.LIST_SIZE), In::readInt))
                .isEqualTo(2);
        assertThat(one.status(one.send(1, list, Op.LIST_GET, number(2)))).isEqualTo(Hello.THROWN);
    }

    @Test
    void breaksABarrierAtWhichAPartyGivesUpOrHasEnded() {
        long barrier = both(Kind.BARRIER, number(2).andThen(out -> Item.write(out, null)));
        long first = one.send(1, barrier, Op.BARRIER_AWAIT);
        long last = other.send(1, barrier, Op.BARRIER_AWAIT);
        assertThat(List.of(index(one, first), index(other, last))).containsExactly(0, 1);
        long gone = one.send(1, barrier, Op.BARRIER_AWAIT);
        one.giveUp(gone);
        assertThat(one.status(gone)).isEqualTo(Hello.GIVEN_UP);
        assertThat(other.status(other.send(1, barrier, Op.BARRIER_AWAIT))).isEqualTo(Hello.THROWN);
        other.send(1, barrier, Op.BARRIER_RESET);
        long waits = other.send(1, barrier, Op.BARRIER_AWAIT);
        one.end();
        assertThat(other.status(waits)).as("nobody can come any more").isEqualTo(Hello.THROWN);
    }

    private static int index(ScriptedClient client, long call) {
        return client.read(call, in -> {
            assertThat(in.readByte()).isEqualTo(ServedBarrier.GO);
            return in.readInt();
        });
    }

    @Test
    void letsAllGoOnWhoWaitForAnEventAndTellsNobodyTwice() {
        long event = both(Kind.EVENT, NO_MORE);
        long first = one.send(1, event, Op.EVENT_AWAIT);
        long second = other.send(1, event, Op.EVENT_AWAIT);
        long third = other.send(2, event, Op.EVENT_AWAIT);
        other.giveUp(third);
        one.send(2, event, Op.EVENT_SET);
        one.send(2, event, Op.EVENT_SET);
        assertThat(truth(one, first) && truth(other, second)).isTrue();
        assertThat(other.status(third)).isEqualTo(Hello.GIVEN_UP);
    }

    @Test
    void hasNothingLeftOfItsClientsWhenAllHaveEnded() {
        long lock = both(Kind.LOCK, NO_MORE);
        one.send(1, lock, Op.LOCK_ACQUIRE);
        other.send(1, lock, Op.LOCK_ACQUIRE);
        other.end();
        one.end();
        ScriptedClient third = new ScriptedClient(server, "third");
        assertThat(third.create(Kind.LOCK, "both", NO_MORE)).isEqualTo(lock);
        assertThat(truth(third, third.send(1, lock, Op.LOCK_TRY))).isTrue();
        third.<Void>read(third.send(1, 0, Op.INSPECT), in -> {
            assertThat(in.readInt()).as("objects").isPositive();
            assertThat(in.readInt()).as("clients").isEqualTo(1);
            assertThat(in.readInt()).as("waiting calls").isZero();
            return null;
        });
    }

    @Test
    void runsNoFunctionsAndDecodesNothingOfClientsThatItDoesNotTrust() {
        long dict = one.create(Kind.DICT);
        assertThat(one.status(one.send(1, dict, Op.COMPUTE_THERE, key("k", item("no function")))))
                .isEqualTo(Hello.THROWN);
        byte[] rubbish = AuthKey.random().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        long put = one.send(1, dict, Op.PUT, key("k", out -> Item.write(out, Item.of(rubbish))));
        assertThat(one.status(put)).as("stored as bytes").isEqualTo(Hello.DONE);
    }
}
