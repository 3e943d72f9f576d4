package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.wait.FutexWord;

@Tag("unit")
@Timeout(60)
class SharedEventTest {
    private SharedEvent event;

    @BeforeEach
    void create() {
        event = SharedEvent.create();
    }

    @AfterEach
    void close() {
        event.close();
    }

    @Test
    void isSetFromSetToClear() throws Exception {
        assertThat(event.isSet()).isFalse();
        assertThat(event).hasToString("SharedEvent(unset)");
        event.set();
        event.set();
        assertThat(event.isSet()).isTrue();
        assertThat(event).hasToString("SharedEvent(set)");
        event.await();
        event.clear();
        event.clear();
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void tellsWhetherItWasSetInTime() throws Exception {
        assertThat(event.await(Duration.ZERO)).isFalse();
        assertThat(event.await(Duration.ofSeconds(-1))).isFalse();
        assertThat(event.await(5, TimeUnit.MILLISECONDS)).isFalse();
        event.set();
        assertThat(event.await(Duration.ZERO)).isTrue();
        assertThat(event.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    }

    @Test
    void releasesAllWhoWait() throws Exception {
        Waiters<Boolean> waiters = Waiters.start(5, () -> event.await(Duration.ofSeconds(30)));
        WordStates.awaitSleeper(event);
        assertThat(waiters.done()).isZero();
        event.set();
        assertThat(waiters.all()).containsOnly(true);
    }

    /** Python's wait returns false then. */
    @Test
    void releasesThoseWhoWaitThoughItIsClearedAtOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            Waiters<Boolean> waiters = Waiters.start(2, () -> event.await(Duration.ofSeconds(30)));
            WordStates.awaitSleeper(event);
            awaitInWait(waiters);
            event.set();
            event.clear();
            assertThat(waiters.all()).containsOnly(true);
        }
    }

    /** A waiter that has not yet read the word would miss the pulse, and rightly. */
    private static void awaitInWait(Waiters<?> waiters) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            while (!inWordWait(waiters.thread(i))) {
                Thread.sleep(0, 100_000);
            }
        }
    }

    private static boolean inWordWait(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(WordWait.class.getName())) {
                return true;
            }
        }
        return false;
    }

    @Test
    void leavesAWaitWhenInterrupted() throws Exception {
        Waiters<Boolean> waiters = Waiters.start(1, () -> {
            event.await();
            return true;
        });
        WordStates.awaitSleeper(event);
        waiters.thread(0).interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> waiters.get(0));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(event::await);
        event.set();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> event.await(Duration.ZERO));
        assertThat(Thread.interrupted()).isFalse();
    }

    /** The setter set it and died before it woke anybody: the sleepers' flag went with the word, and no wake came. */
    @Test
    void isNotWaitedForForeverWhenTheWakeIsLost() throws Exception {
        Waiters<Boolean> waiters = Waiters.start(3, () -> {
            event.await();
            return true;
        });
        WordStates.awaitSleeper(event);
        FutexWord word = WordStates.word(event);
        int now;
        do {
            now = word.get();
        } while (!word.compareAndSet(now, WordLayout.setOnceMore(now)));
        assertThat(waiters.all()).containsOnly(true);
    }

    @Test
    void doesNotMindASleepersFlagThatStandsForNobody() throws Exception {
        WordStates.word(event).set(WordLayout.SLEEPERS);
        assertThat(event.isSet()).isFalse();
        event.set();
        event.await();
        event.clear();
        assertThat(event.await(Duration.ZERO)).isFalse();
    }

    @Test
    void goesOnWhenItsNumberOverflows() throws Exception {
        WordStates.word(event).set(-4);
        Waiters<Boolean> waiters = Waiters.start(1, () -> event.await(Duration.ofSeconds(30)));
        WordStates.awaitSleeper(event);
        event.set();
        assertThat(waiters.get(0)).isTrue();
        event.clear();
        assertThat(WordStates.word(event).get()).isZero();
    }

    @Test
    void arrivesAsTheSameEvent() throws Exception {
        SharedEvent serialized = (SharedEvent) ChildJvm.decode(ChildJvm.encode(event));
        ValueWriter writer = new ValueWriter(Codec.java());
        writer.write(event);
        ValueReader reader = new ValueReader(Codec.java(), getClass().getClassLoader());
        SharedEvent tagged = (SharedEvent) reader.over(writer.buffer().flip()).read();
        serialized.set();
        assertThat(event.isSet()).isTrue();
        tagged.clear();
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void isOfNoUseAfterClose() {
        String ticket = ChildJvm.encode(event);
        SharedEvent other = (SharedEvent) ChildJvm.decode(ticket);
        other.close();
        other.close();
        assertThatIllegalStateException().isThrownBy(other::set).withMessageStartingWith("the event is closed: file=");
        assertThatIllegalStateException().isThrownBy(other::await);
        assertThatIllegalStateException().isThrownBy(other::isSet);
        event.set();
        event.close();
        assertThatThrownBy(() -> ChildJvm.decode(ticket)).hasMessageContaining("the shared memory is gone");
        event = SharedEvent.create();
    }
}
