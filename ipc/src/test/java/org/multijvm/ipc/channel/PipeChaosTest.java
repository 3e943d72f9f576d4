package org.multijvm.ipc.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.test.Kill;

/** One side of a pipe is killed at any instant; how often says {@code multijvm.chaos.rounds}. */
@Tag("chaos")
@Timeout(3600)
class PipeChaosTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 5);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void bringsWholeMessagesInOrderAndThenTheEndWhenTheSenderIsKilled() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (OneWayPipe pipe = Pipe.oneWay()) {
                Connection theirs = pipe.writer();
                JvmProcess child = JvmProcess.start(() -> sendForEver(theirs, 0));
                theirs.close();
                int expected = 0;
                assertIs(pipe.reader().recvBytes(), 0, expected++);
                Thread killer = killSoon(child);
                try {
                    while (true) {
                        assertIs(pipe.reader().recvBytes(), 0, expected++);
                    }
                } catch (EOFException end) {
                    assertThat(expected).as("seed=%d", seed).isPositive();
                }
                killer.join();
                child.join();
            }
        }
    }

    @Test
    void letsOtherSendersGoOnWhenOneIsKilled() throws Exception {
        try (OneWayPipe pipe = Pipe.oneWay()) {
            List<JvmProcess> children = new ArrayList<>();
            Connection theirs = pipe.writer();
            for (int i = 0; i < 3; i++) {
                int sender = i;
                children.add(JvmProcess.start(() -> sendForEver(theirs, sender)));
            }
            theirs.close();
            int[] next = new int[children.size()];
            for (int alive = 0; alive < children.size(); alive++) {
                JvmProcess child = children.get(alive);
                while (next[alive] == 0) {
                    receive(pipe.reader(), next);
                }
                for (int more = random.nextInt(200); more > 0; more--) {
                    receive(pipe.reader(), next);
                }
                Kill.kill(child.pid());
            }
            try {
                while (true) {
                    receive(pipe.reader(), next);
                }
            } catch (EOFException end) {
                for (JvmProcess child : children) {
                    child.join();
                }
            }
        }
    }

    /** An end that is passed to and fro, and closed as soon as it was sent, is over when one of the two dies and not before. */
    @Test
    void neverEndsWhileAnEndIsHandedOn() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Pipe cargo = Pipe.open()) {
                OneWayPipe there = Pipe.oneWay();
                OneWayPipe back = Pipe.oneWay();
                JvmProcess one = handingOn(there.reader(), back.writer());
                JvmProcess other = handingOn(back.reader(), there.writer());
                there.writer().send(cargo.second());
                cargo.second().close();
                there.close();
                back.close();
                for (int hop = 0; hop < 100; hop++) {
                    assertThat(cargo.first().recv()).as("seed=%d", seed).isEqualTo("hop");
                }
                JvmProcess victim = random.nextBoolean() ? one : other;
                Thread.sleep(random.nextInt(3), random.nextInt(1_000_000));
                Kill.kill(victim.pid());
                try {
                    while (true) {
                        assertThat(cargo.first().poll(Duration.ofSeconds(30)))
                                .as("seed=%d", seed)
                                .isTrue();
                        assertThat(cargo.first().recv()).isEqualTo("hop");
                    }
                } catch (EOFException end) {
                    one.join();
                    other.join();
                }
            }
        }
    }

    private static JvmProcess handingOn(Connection in, Connection out) {
        return JvmProcess.start(() -> {
            try (in;
                    out) {
                while (true) {
                    Connection end = (Connection) in.recv();
                    end.send("hop");
                    out.send(end);
                    end.close();
                }
            } catch (IOException otherHasDied) {
                // what it had sent on its way is lost with it
            }
        });
    }

    private void receive(Connection reader, int[] next) throws Exception {
        byte[] message = reader.recvBytes();
        int sender = message[0];
        assertIs(message, sender, next[sender]++);
    }

    @Test
    void breaksThePipeOfTheSenderWhenTheReceiverIsKilled() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Pipe pipe = Pipe.open()) {
                Connection theirs = pipe.second();
                JvmProcess child = JvmProcess.start(() -> receiveForEver(theirs));
                theirs.close();
                Thread killer = killSoon(child);
                int sent = 0;
                try {
                    while (true) {
                        pipe.first().sendBytes(message(0, sent++));
                    }
                } catch (IOException broken) {
                    assertThat(broken).as("seed=%d", seed).hasMessageContaining("broken pipe");
                }
                killer.join();
                child.join();
            }
        }
    }

    @Test
    void loosesNoMoreThanOneMessageForEachReceiverThatIsKilled() throws Exception {
        try (OneWayPipe work = Pipe.oneWay();
                OneWayPipe seen = Pipe.oneWay()) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; true; i++) {
                        work.writer().sendBytes(message(0, i));
                    }
                } catch (IOException | InterruptedException stopped) {
                    work.writer().close();
                }
            });
            sender.start();
            Connection theirs = work.reader();
            Connection report = seen.writer();
            for (int round = 0; round < ROUNDS; round++) {
                JvmProcess child = JvmProcess.start(() -> reportForEver(theirs, report));
                assertThat(seen.reader().poll(Duration.ofSeconds(60))).isTrue();
                killSoon(child).join();
                child.join();
                assertReported(seen.reader(), round);
            }
            sender.interrupt();
            sender.join();
        }
    }

    private int reported = -1;
    private int missing;

    /** What the last receiver has reported: one after the other, but for what died with an earlier one. */
    private void assertReported(Connection seen, int killsBefore) throws Exception {
        while (seen.poll()) {
            int number = (Integer) seen.recv();
            assertThat(number).as("seed=%d", seed).isGreaterThan(reported);
            missing += number - reported - 1;
            reported = number;
        }
        assertThat(missing).as("seed=%d", seed).isLessThanOrEqualTo(killsBefore);
    }

    private static void reportForEver(Connection work, Connection seen) throws Exception {
        while (true) {
            byte[] message = work.recvBytes();
            int number = number(message);
            assertIs(message, 0, number);
            seen.send(number);
        }
    }

    /** Perhaps even before the child has its end. */
    private Thread killSoon(JvmProcess child) {
        long pause = random.nextInt(30);
        int nanos = random.nextInt(1_000_000);
        Thread killer = new Thread(() -> {
            try {
                Thread.sleep(pause, nanos);
                Kill.kill(child.pid());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        killer.start();
        return killer;
    }

    private static void receiveForEver(Connection connection) throws Exception {
        for (int i = 0; true; i++) {
            assertIs(connection.recvBytes(), 0, i);
        }
    }

    private static void sendForEver(Connection connection, int sender) throws Exception {
        for (int i = 0; true; i++) {
            connection.sendBytes(message(sender, i));
        }
    }

    /** Of a size that follows from its number: mostly small, now and then larger than the ring. */
    private static byte[] message(int sender, int number) {
        int size = number % 100 == 99 ? 600_000 : number % 10 == 9 ? 70_000 : 5 + number % 500;
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, (byte) number);
        java.nio.ByteBuffer.wrap(bytes).put((byte) sender).putInt(number);
        return bytes;
    }

    private static int number(byte[] message) {
        return java.nio.ByteBuffer.wrap(message).getInt(1);
    }

    private static void assertIs(byte[] message, int sender, int number) {
        if (!java.util.Arrays.equals(message, message(sender, number))) {
            throw new AssertionError("not the message that was sent: expected=" + number + ", found=" + number(message)
                    + ", sender=" + message[0] + ", bytes=" + message.length);
        }
    }
}
