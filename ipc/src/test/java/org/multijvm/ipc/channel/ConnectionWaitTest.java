package org.multijvm.ipc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wait for any of several things in one JVM: rule C9; with processes see {@code PipeProcessTest}. */
@Tag("unit")
@Timeout(60)
class ConnectionWaitTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    @Test
    void sleepsTheWholeTimeForNothing() throws Exception {
        long start = System.nanoTime();
        assertThat(Connection.waitAny(List.of(), Duration.ofMillis(30))).isEmpty();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000L);
        assertThat(Connection.waitAny(List.of(), Duration.ofSeconds(-1))).isEmpty();
    }

    @Test
    void givesWhatIsReadyOnceAndInItsOrder() throws Exception {
        try (Pipe one = Pipe.open();
                Pipe two = Pipe.open()) {
            one.second().send(1);
            two.second().close();
            assertThat(Connection.waitAny(List.of(two.first(), one.first(), two.first()), LONG))
                    .containsExactly(two.first(), one.first());
        }
    }

    @Test
    void wakesForAMessageForTheEndAndForItsOwnClose() throws Exception {
        try (Pipe one = Pipe.open();
                Pipe two = Pipe.open()) {
            List<Connection> both = List.of(one.first(), two.first());
            FutureTask<List<Connection>> message = waiting(both);
            two.second().send("message");
            assertThat(message.get()).containsExactly(two.first());
            assertThat(two.first().recv()).isEqualTo("message");
            FutureTask<List<Connection>> end = waiting(both);
            one.second().close();
            assertThat(end.get()).containsExactly(one.first());
            FutureTask<List<Connection>> close = waiting(List.of(two.first()));
            two.first().close();
            assertThatThrownBy(close::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void looksAtAConnectionThatIsNotOfThisLibrary() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        Connection foreign = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("poll");
                    return ready.get();
                });
        try (Pipe pipe = Pipe.open()) {
            FutureTask<List<Connection>> waiting = waiting(List.of(pipe.first(), foreign));
            assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            ready.set(true);
            assertThat(waiting.get().get(0) == foreign).isTrue();
        }
    }

    @Test
    void waitsAsLongAsItTakesIfNoLimitIsGiven() throws Exception {
        try (Pipe one = Pipe.open();
                Pipe two = Pipe.open()) {
            List<Connection> both = List.of(one.first(), two.first());
            FutureTask<List<Connection>> waiting = started(() -> Connection.waitAny(both));
            assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            two.second().send("message");
            assertThat(waiting.get()).containsExactly(two.first());
            assertThat(Connection.waitAny(List.of())).isEmpty();
        }
    }

    @Test
    void endsByInterrupt() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            FutureTask<List<Connection>> waiting =
                    new FutureTask<>(() -> Connection.waitAny(List.of(pipe.first()), LONG));
            Thread thread = new Thread(waiting);
            thread.start();
            thread.interrupt();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void takesNoWakeAwayFromThoseWhoReceive() throws Exception {
        try (Pipe pipe = Pipe.open();
                Pipe other = Pipe.open()) {
            for (int round = 0; round < 100; round++) {
                FutureTask<List<Connection>> waiting = waiting(List.of(pipe.first(), other.first()));
                FutureTask<Object> receiving = started(pipe.first()::recv);
                Thread.yield();
                pipe.second().send(round);
                assertThat(receiving.get()).isEqualTo(round);
                pipe.second().send("for the waiting one");
                assertThat(waiting.get()).containsExactly(pipe.first());
                assertThat(pipe.first().recv()).isEqualTo("for the waiting one");
            }
        }
    }

    @Test
    void waitsForServersAndSocketsAndLeavesThemAsTheyWere() throws Exception {
        try (Pipe pipe = Pipe.open();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            List<Object> all = List.of(pipe.first(), server);
            assertThat(Connection.waitAny(all, Duration.ofMillis(5))).isEmpty();
            FutureTask<List<Object>> connected = waiting(all);
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                assertThat(connected.get()).containsExactly(server);
                assertThat(server.isBlocking()).isTrue();
                try (SocketChannel accepted = server.accept()) {
                    FutureTask<List<Object>> bytes = waiting(List.of(accepted, pipe.first()));
                    client.write(ByteBuffer.wrap(new byte[] {7}));
                    assertThat(bytes.get()).containsExactly(accepted);
                    accepted.read(ByteBuffer.allocate(10));
                    FutureTask<List<Object>> message = waiting(List.of(accepted, pipe.first()));
                    pipe.second().send(1);
                    assertThat(message.get()).containsExactly(pipe.first());
                    client.shutdownOutput();
                    assertThat(Connection.waitAny(List.of(accepted), LONG))
                            .as("the end counts")
                            .containsExactly(accepted);
                }
            }
        }
    }

    @Test
    void refusesWhatCanNeverBeReady() throws Exception {
        assertThatThrownBy(() -> Connection.waitAny(List.of("text"), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        java.nio.channels.Pipe pipe = java.nio.channels.Pipe.open();
        try (java.nio.channels.Pipe.SinkChannel sink = pipe.sink();
                java.nio.channels.Pipe.SourceChannel source = pipe.source()) {
            assertThat(source.isOpen()).isTrue();
            assertThatThrownBy(() -> Connection.waitAny(List.of(sink), Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Connection.waitAny(List.of(pipe.source()), Duration.ZERO))
                .isInstanceOf(IOException.class);
        try (OneWayPipe oneWay = org.multijvm.ipc.channel.Pipe.oneWay()) {
            assertThatThrownBy(() -> Connection.waitAny(List.of(oneWay.writer()), Duration.ZERO))
                    .isInstanceOf(IOException.class);
        }
    }

    private static <T> FutureTask<List<T>> waiting(Collection<T> objects) {
        return started(() -> Connection.waitAny(objects, LONG));
    }

    private static <T> FutureTask<T> started(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        new Thread(task).start();
        return task;
    }
}
