package org.multijvm.ipc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.test.Kill;

/** Pipes between JVMs; beside each test what becomes of it when the other side is killed. */
@Tag("process")
@Timeout(100)
class PipeProcessTest {
    @Test
    void bringsWhatAChildSendsAndThenTheNewsOfItsEnd() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> {
                theirs.send(Arrays.asList(42, null, "hello"));
                theirs.close();
                Thread.sleep(60_000);
            });
            theirs.close();
            assertThat(pipe.first().recv()).isEqualTo(Arrays.asList(42, null, "hello"));
            assertThatThrownBy(pipe.first()::recv).isInstanceOf(EOFException.class);
            assertThat(child.isAlive()).isTrue();
            end(child);
        }
    }

    @Test
    void bringsTheNewsOfAChildThatIsKilledAfterWhatItSent() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> sendAndSleep(theirs));
            assertThat(pipe.first().poll(Duration.ofSeconds(60))).isTrue();
            pipe.second().close();
            end(child);
            assertThat(Connection.waitAny(List.of(pipe.first(), child), Duration.ofSeconds(60)))
                    .contains(child);
            assertThat(pipe.first().recv()).isEqualTo("sent");
            assertEnd(pipe.first());
            assertThatThrownBy(() -> pipe.first().send(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken pipe");
        }
    }

    @Test
    void waitsForTheEndOfProcessesWhetherTheyEndOrAreKilled() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess ends = JvmProcess.start(theirs::recv);
            JvmProcess killed = JvmProcess.start(() -> Thread.sleep(60_000));
            ProcessHandle handle = ProcessHandle.of(killed.pid()).orElseThrow();
            assertThat(Connection.waitAny(List.of(pipe.first(), ends, handle), Duration.ofMillis(50)))
                    .isEmpty();
            pipe.first().send("end");
            assertThat(Connection.waitAny(List.of(pipe.first(), ends, handle), Duration.ofSeconds(60)))
                    .containsExactly(ends);
            new Thread(killed::kill).start();
            assertThat(Connection.waitAny(List.of(pipe.first(), handle, killed), Duration.ofSeconds(60)))
                    .containsAnyOf(handle, killed);
            assertThat(Connection.waitAny(List.of(killed), Duration.ofSeconds(60)))
                    .containsExactly(killed);
            assertThat(Connection.waitAny(List.of(killed, ends), Duration.ofSeconds(-1)))
                    .as("they stay ready")
                    .containsExactly(killed, ends);
        }
    }

    @Test
    void isAQueueThatEndsWithItsLastProducerWhetherThatCloseOrIsKilled() throws Exception {
        try (OneWayPipe work = Pipe.oneWay();
                OneWayPipe results = Pipe.oneWay()) {
            Connection out = work.writer();
            Connection in = work.reader();
            Connection told = results.writer();
            List<JvmProcess> consumers =
                    List.of(JvmProcess.start(() -> told.send(sum(in))), JvmProcess.start(() -> told.send(sum(in))));
            JvmProcess done = JvmProcess.start(() -> {
                for (int i = 1; i <= 1000; i++) {
                    out.send(i);
                }
            });
            JvmProcess killed = JvmProcess.start(() -> {
                out.send(1_000_000);
                told.send("sent");
                Thread.sleep(60_000);
            });
            out.close();
            in.close();
            told.close();
            assertThat(results.reader().recv()).isEqualTo("sent");
            done.join();
            assertThat(results.reader().poll(Duration.ofMillis(50)))
                    .as("a producer that lives may send more")
                    .isFalse();
            end(killed);
            int sum = (Integer) results.reader().recv()
                    + (Integer) results.reader().recv();
            assertThat(sum).isEqualTo(1_000_000 + 500_500);
            assertEnd(results.reader());
            for (JvmProcess consumer : consumers) {
                consumer.join();
                assertThat(consumer.exit().orElseThrow().ok()).isTrue();
            }
        }
    }

    private static int sum(Connection in) {
        try (Stream<Integer> numbers = in.stream(Integer.class)) {
            return numbers.mapToInt(Integer::intValue).sum();
        }
    }

    private static void sendAndSleep(Connection connection) throws Exception {
        connection.send("sent");
        Thread.sleep(60_000);
    }

    /** Whoever held both ends would wait for itself. */
    @Test
    void refusesToSendBothEndsAtOnce() {
        try (Pipe pipe = Pipe.open()) {
            assertThatThrownBy(() -> JvmProcess.start(() -> pipe.second().send(1)))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("captured[0]")
                    .hasMessageContaining(Pipe.class.getName());
        }
    }

    @Test
    void carriesMoreBytesThanItsFileHas() throws Exception {
        try (OneWayPipe pipe = Pipe.oneWay()) {
            Connection theirs = pipe.writer();
            JvmProcess child = JvmProcess.start(() -> sendCounted(theirs, 30));
            pipe.writer().close();
            for (int i = 0; i < 30; i++) {
                assertWhole(pipe.reader().recvBytes(), i);
            }
            assertThatThrownBy(pipe.reader()::recv).isInstanceOf(EOFException.class);
            child.join();
        }
    }

    @Test
    void givesNoHalfMessageWhenItsSenderIsKilledInTheMiddle() throws Exception {
        try (OneWayPipe pipe = Pipe.oneWay()) {
            Connection theirs = pipe.writer();
            JvmProcess child = JvmProcess.start(() -> sendCounted(theirs, 1_000_000));
            pipe.writer().close();
            for (int i = 0; i < 3; i++) {
                assertWhole(pipe.reader().recvBytes(), i);
            }
            end(child);
            int received = 3;
            try {
                while (true) {
                    assertWhole(pipe.reader().recvBytes(), received);
                    received++;
                }
            } catch (EOFException expected) {
                assertThat(received).isBetween(3, 4);
            }
        }
    }

    private static void sendCounted(Connection connection, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            byte[] bytes = new byte[4_000_000 + i];
            Arrays.fill(bytes, (byte) i);
            connection.sendBytes(bytes);
        }
    }

    private static void assertWhole(byte[] bytes, int number) {
        assertThat(bytes).hasSize(4_000_000 + number);
        byte[] expected = new byte[bytes.length];
        Arrays.fill(expected, (byte) number);
        assertThat(Arrays.equals(bytes, expected)).isTrue();
    }

    @Test
    void breaksTheWaitOfASenderWhoseReceiverIsKilled() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> sendAndSleep(theirs));
            assertThat(pipe.first().recv()).isEqualTo("sent");
            pipe.second().close();
            Thread killer = new Thread(child::kill);
            killer.start();
            assertThatThrownBy(() -> {
                        while (true) {
                            pipe.first().sendBytes(new byte[50_000]);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken pipe");
            killer.join();
            end(child);
        }
    }

    @Test
    void carriesEndsOfOtherPipesThatTheSenderHasClosedSince() throws Exception {
        try (Pipe road = Pipe.open();
                Pipe cargo = Pipe.open()) {
            Connection theirs = road.second();
            JvmProcess child = JvmProcess.start(() -> {
                Connection received = (Connection) theirs.recv();
                received.send(List.of("over the other pipe", received.recv()));
                received.close();
                theirs.recv();
            });
            theirs.close();
            road.first().send(cargo.second());
            cargo.second().close();
            cargo.first().send(17);
            assertThat(cargo.first().recv()).isEqualTo(List.of("over the other pipe", 17));
            assertThatThrownBy(cargo.first()::recv).isInstanceOf(EOFException.class);
            road.first().send("done");
            child.join();
        }
    }

    @Test
    void bringsTheEndAtOnceWhenAChildIsKilledBeforeItHasReadItsArguments(@TempDir Path folder) throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = startHeldBack(folder, () -> sendAndSleep(theirs));
            Kill.kill(child.pid());
            theirs.close();
            assertEnd(pipe.first());
            child.join();
        }
    }

    @Test
    void waitsForAChildThatHasNotReadItsArgumentsYet(@TempDir Path folder) throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = startHeldBack(folder, () -> sendAndSleep(theirs));
            theirs.close();
            assertThat(pipe.first().poll(Duration.ofMillis(300))).isFalse();
            Files.createFile(folder.resolve("go"));
            assertThat(pipe.first().recv()).isEqualTo("sent");
            end(child);
        }
    }

    /** Its JVM begins once there is a file "go": until then it has certainly not read what it is to run. */
    private static JvmProcess startHeldBack(Path folder, SerializableRunnable function) throws IOException {
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\nwhile [ ! -e '" + folder.resolve("go") + "' ]; do sleep 0.01; done\nexec '"
                        + System.getProperty("java.home") + "/bin/java' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return JvmProcess.builder(function)
                .options(JvmOptions.builder().javaHome(folder).build())
                .start();
    }

    @Test
    void bringsTheEndWhenTheReceiverOfAnEndIsKilledBeforeItHasReceivedIt() throws Exception {
        try (Pipe road = Pipe.open();
                Pipe cargo = Pipe.open()) {
            Connection theirs = road.second();
            JvmProcess child = JvmProcess.start(() -> sendAndSleep(theirs));
            theirs.close();
            assertThat(road.first().recv()).isEqualTo("sent");
            road.first().send(List.of("an end", cargo.second()));
            cargo.second().close();
            assertThat(cargo.first().poll(Duration.ofMillis(300))).isFalse();
            end(child);
            assertEnd(cargo.first());
        }
    }

    @Test
    void bringsTheEndWhenAnEndCouldNotBeSent() throws Exception {
        try (Pipe road = Pipe.open();
                Pipe cargo = Pipe.open()) {
            road.second().close();
            assertThatThrownBy(() -> road.first().send(cargo.second())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> road.first().send(List.of(cargo.second(), new Object())))
                    .isInstanceOf(EncodingException.class);
            assertThatThrownBy(() -> JvmProcess.start(new Unsendable(cargo.second())::run))
                    .isInstanceOf(EncodingException.class);
            cargo.second().close();
            assertEnd(cargo.first());
        }
    }

    /** Its fields travel by Java serialization. */
    private record Unsendable(Connection end, Object rest) implements java.io.Serializable {
        Unsendable(Connection end) {
            this(end, new Object());
        }

        void run() {}
    }

    /** Within a time that is much shorter than a flight may take whose receiver nobody knows. */
    private static void assertEnd(Connection connection) throws Exception {
        assertThat(connection.poll(Duration.ofSeconds(20))).isTrue();
        assertThatThrownBy(connection::recv).isInstanceOf(EOFException.class);
    }

    @Test
    void letsAnEndThatSeveralHoldLiveOnWhenOneIsKilled() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess first = JvmProcess.start(() -> sendAndSleep(theirs));
            assertThat(pipe.first().recv()).isEqualTo("sent");
            JvmProcess second = JvmProcess.start(() -> sendAndSleep(theirs));
            assertThat(pipe.first().recv()).isEqualTo("sent");
            pipe.second().close();
            end(first);
            assertThat(pipe.first().poll(Duration.ofMillis(300))).isFalse();
            end(second);
            assertThatThrownBy(pipe.first()::recv).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void givesEachMessageToOneOfManyReceiversAndMixesNone() throws Exception {
        int messages = 20_000;
        try (OneWayPipe work = Pipe.oneWay();
                OneWayPipe seen = Pipe.oneWay()) {
            Connection workWriter = work.writer();
            Connection workReader = work.reader();
            Connection seenWriter = seen.writer();
            for (int i = 0; i < 2; i++) {
                int from = i * messages / 2;
                JvmProcess.start(() -> sendNumbers(workWriter, from, from + messages / 2));
                JvmProcess.start(() -> passOnNumbers(workReader, seenWriter));
            }
            work.reader().close();
            work.writer().close();
            seen.writer().close();
            BitSet numbers = new BitSet();
            for (int i = 0; i < messages; i++) {
                int number = (Integer) seen.reader().recv();
                assertThat(numbers.get(number))
                        .as("number %d comes twice", number)
                        .isFalse();
                numbers.set(number);
            }
            assertThatThrownBy(seen.reader()::recv).isInstanceOf(EOFException.class);
            assertThat(numbers.cardinality()).isEqualTo(messages);
            for (JvmProcess child : JvmProcess.activeChildren()) {
                child.join();
            }
        }
    }

    private static void sendNumbers(Connection writer, int from, int to) throws Exception {
        Thread[] threads = new Thread[2];
        for (int t = 0; t < threads.length; t++) {
            int odd = t;
            threads[t] = new Thread(() -> {
                try {
                    for (int i = from + odd; i < to; i += 2) {
                        int[] body = new int[i % 1000 == 0 ? 100_000 : 1 + i % 50];
                        Arrays.fill(body, i);
                        writer.send(body);
                    }
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void passOnNumbers(Connection reader, Connection seen) throws Exception {
        try {
            while (true) {
                int[] body = (int[]) reader.recv();
                if (Arrays.stream(body).anyMatch(value -> value != body[0])) {
                    throw new AssertionError("mixed");
                }
                seen.send(body[0]);
            }
        } catch (EOFException end) {
            seen.close();
        }
    }

    private static void end(JvmProcess child) throws InterruptedException {
        child.kill();
        child.join();
    }
}
