package org.multijvm.ipc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.Handle;
import org.multijvm.codec.SerializableRunnable;

/** Pipes in one JVM: rules C1 to C8. */
@Tag("unit")
@Timeout(60)
class PipeTest {
    @Test
    void carriesValuesBothWays() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.first().send(Arrays.asList(42, null, "hello"));
            assertThat(pipe.second().recv()).isEqualTo(Arrays.asList(42, null, "hello"));
            pipe.second().send(null);
            pipe.second().send(7L);
            assertThat(pipe.first().recv()).isNull();
            assertThat(pipe.first().recv()).isEqualTo(7L);
        }
    }

    @Test
    void saysWhatToSendInsteadOfAPipe() throws Exception {
        try (Pipe pipe = Pipe.open();
                OneWayPipe oneWay = Pipe.oneWay()) {
            SerializableRunnable capturing = () -> pipe.first().close();
            assertThatThrownBy(() -> pipe.first().send(capturing))
                    .isInstanceOf(EncodingException.class)
                    .hasMessage("cannot travel (send one of its ends): path=message.captured[0], class="
                            + Pipe.class.getName());
            assertThatThrownBy(() -> pipe.first().send(List.of(oneWay)))
                    .isInstanceOf(EncodingException.class)
                    .hasMessage("cannot travel (send one of its ends): path=message[0], class="
                            + OneWayPipe.class.getName());
        }
    }

    @Test
    void promisesNoMessageWhoseSenderWasInterruptedInTheMiddle() throws Exception {
        try (OneWayPipe pipe = Pipe.oneWay()) {
            for (int size : new int[] {100_000, 10_000_000}) {
                // the short one leaves no room for the long ones: their senders wait within them
                pipe.writer().sendBytes(new byte[60_000]);
                pipe.writer().sendBytes(new byte[60_000]);
                pipe.writer().sendBytes(new byte[60_000]);
                Thread sender = new Thread(() -> {
                    try {
                        pipe.writer().sendBytes(new byte[size]);
                    } catch (IOException | InterruptedException stopped) {
                        // as it is to be
                    }
                });
                sender.start();
                while (sender.getState() != Thread.State.TIMED_WAITING && sender.getState() != Thread.State.RUNNABLE) {
                    Thread.onSpinWait();
                }
                sender.interrupt();
                sender.join();
                int received = 0;
                while (pipe.reader().poll()) {
                    pipe.reader().recvBytes();
                    received++;
                }
                assertThat(received).isEqualTo(3);
            }
        }
    }

    /** Rule C1. */
    @Test
    void keepsTheBoundsOfMessagesAlsoOfEmptyOnes() throws Exception {
        try (OneWayPipe pipe = Pipe.oneWay()) {
            pipe.writer().sendBytes(new byte[] {1, 2, 3});
            pipe.writer().sendBytes(new byte[0]);
            pipe.writer().sendBytes(new byte[] {1, 2, 3, 4}, 1, 2);
            pipe.writer().sendBytes(new byte[] {1, 2}, 2, 0);
            assertThat(pipe.reader().recvBytes()).containsExactly(1, 2, 3);
            assertThat(pipe.reader().recvBytes()).isEmpty();
            assertThat(pipe.reader().recvBytes()).containsExactly(2, 3);
            assertThat(pipe.reader().recvBytes()).isEmpty();
        }
    }

    /** Rules C6 and C7. */
    @Test
    void refusesAPartThatTheArrayDoesNotHave() {
        try (Pipe pipe = Pipe.open()) {
            byte[] bytes = new byte[4];
            assertThatThrownBy(() -> pipe.first().sendBytes(bytes, -1, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipe.first().sendBytes(bytes, 0, -1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipe.first().sendBytes(bytes, 3, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipe.first().sendBytes(bytes, 5, 0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipe.first().recvBytesInto(bytes, 5))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipe.first().recvBytesInto(bytes, -1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipe.first().recvBytes(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Rule C1. */
    @Test
    void carriesMessagesOfAnySizeInPieces() throws Exception {
        Random random = new Random(3);
        int[] sizes = {65_528, 65_529, 65_536, 262_144, 262_145, 3_000_000, 20_000_000, 1};
        try (OneWayPipe pipe = Pipe.oneWay()) {
            Thread sender = new Thread(() -> {
                Random same = new Random(3);
                try {
                    for (int size : sizes) {
                        byte[] bytes = new byte[size];
                        same.nextBytes(bytes);
                        pipe.writer().sendBytes(bytes);
                    }
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            for (int size : sizes) {
                byte[] expected = new byte[size];
                random.nextBytes(expected);
                assertThat(Arrays.equals(pipe.reader().recvBytes(), expected)).isTrue();
            }
            sender.join();
        }
    }

    /** Rule C2; for the end in the middle of a message see PipeProcessTest. */
    @Test
    void givesWhatWasSentBeforeTheCloseAndThenTheEnd() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.first().send("last words");
            pipe.first().close();
            assertThat(pipe.second().poll()).isTrue();
            assertThat(pipe.second().recv()).isEqualTo("last words");
            assertThat(pipe.second().poll()).isTrue();
            assertThatThrownBy(() -> pipe.second().recv()).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> pipe.second().recvBytes()).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> pipe.second().send("answer"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken pipe");
        }
    }

    /** Rule C3. */
    @Test
    void throwsAfterItsOwnClose() {
        Pipe pipe = Pipe.open();
        pipe.first().close();
        pipe.first().close();
        assertThat(pipe.first().isClosed()).isTrue();
        assertThat(pipe.second().isClosed()).isFalse();
        assertThatThrownBy(() -> pipe.first().send(1))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("connection is closed");
        assertThatThrownBy(() -> pipe.first().recv())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("connection is closed");
        assertThatThrownBy(() -> pipe.first().poll())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("connection is closed");
        assertThatThrownBy(() -> ((Handle) pipe.first()).writeReplace()).isInstanceOf(IllegalStateException.class);
        pipe.close();
    }

    /** Rule C4. */
    @Test
    void refusesTheWrongDirection() {
        try (OneWayPipe pipe = Pipe.oneWay()) {
            assertThat(pipe.reader().readable()).isTrue();
            assertThat(pipe.reader().writable()).isFalse();
            assertThat(pipe.writer().readable()).isFalse();
            assertThat(pipe.writer().writable()).isTrue();
            assertThatThrownBy(() -> pipe.reader().send(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("connection is read-only");
            assertThatThrownBy(() -> pipe.writer().recv())
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("connection is write-only");
            assertThatThrownBy(() -> pipe.writer().poll())
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("connection is write-only");
        }
    }

    /** Rule C5. */
    @Test
    void receivesNoMoreAfterAMessageOverTheLimit() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.first().sendBytes(new byte[10]);
            pipe.first().sendBytes(new byte[11]);
            assertThat(pipe.second().recvBytes(10)).hasSize(10);
            assertThatThrownBy(() -> pipe.second().recvBytes(10))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("bad message length");
            assertThat(pipe.second().readable()).isFalse();
            assertThat(pipe.second().isClosed()).isFalse();
            assertThatThrownBy(() -> pipe.second().recv()).hasMessageStartingWith("connection is write-only");
            pipe.second().send(1);
            assertThat(pipe.first().recv()).isEqualTo(1);
        }
    }

    /** Rule C6. */
    @Test
    void givesTheWholeMessageWhenTheArrayIsTooShort() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            byte[] bytes = new byte[4];
            pipe.first().sendBytes(new byte[] {1, 2});
            assertThat(pipe.second().recvBytesInto(bytes, 2)).isEqualTo(2);
            assertThat(bytes).containsExactly(0, 0, 1, 2);
            pipe.first().sendBytes(new byte[] {1, 2, 3});
            assertThatThrownBy(() -> pipe.second().recvBytesInto(bytes, 2))
                    .isInstanceOfSatisfying(
                            BufferTooShortException.class,
                            e -> assertThat(e.message()).containsExactly(1, 2, 3));
            pipe.first().sendBytes(new byte[0]);
            assertThat(pipe.second().recvBytesInto(bytes, 4)).isZero();
        }
    }

    /** Rule C8. */
    @Test
    void pollsForAMessage() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            assertThat(pipe.second().poll()).isFalse();
            assertThat(pipe.second().poll(Duration.ofSeconds(-1))).isFalse();
            assertThat(pipe.second().poll(Duration.ofMillis(20))).isFalse();
            pipe.first().send(1);
            assertThat(pipe.second().poll()).isTrue();
            assertThat(pipe.second().poll(Duration.ofDays(100_000_000))).isTrue();
            assertThat(pipe.second().recv()).isEqualTo(1);
            assertThat(pipe.second().poll()).isFalse();
        }
    }

    /** Rule C9; more in ConnectionWaitTest. */
    @Test
    void waitsForAnyOfSeveral() throws Exception {
        try (Pipe one = Pipe.open();
                Pipe two = Pipe.open()) {
            List<Connection> both = List.of(one.first(), two.first());
            assertThat(Connection.waitAny(both, Duration.ofMillis(-1))).isEmpty();
            assertThat(Connection.waitAny(both, Duration.ofMillis(5))).isEmpty();
            assertThat(Connection.waitAny(List.of(), Duration.ofMillis(5))).isEmpty();
            two.second().send(1);
            assertThat(Connection.waitAny(both, Duration.ofSeconds(30))).containsExactly(two.first());
            one.second().close();
            assertThat(Connection.waitAny(both, Duration.ofSeconds(30))).containsExactly(one.first(), two.first());
            assertThatThrownBy(() -> Connection.waitAny(List.of("text"), Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
