package org.multijvm.ipc.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.DecodingException;
import org.multijvm.ipc.ChaosKill;
import org.multijvm.ipc.ChaosProcess;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.test.Kill;

/** One side of a pipe is killed at any instant; how often says {@code multijvm.chaos.rounds}. */
@Tag("chaos")
@Timeout(3600)
class PipeChaosTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 2);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private volatile LongFunction<String> place = pid -> ChaosKill.OUTSIDE;
    private final ChaosKill killer = new ChaosKill(random, pid -> place.apply(pid));

    @Test
    void bringsWholeMessagesInOrderAndThenTheEndWhenTheSenderIsKilled() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (OneWayPipe pipe = Pipe.oneWay();
                    SharedLongArray sent = SharedArray.longs(1)) {
                Connection theirs = pipe.writer();
                JvmProcess child = ChaosProcess.start(random, () -> sendForEver(theirs, 0, sent));
                theirs.close();
                int expected = 0;
                assertIs(pipe.reader().recvBytes(), 0, expected++);
                Thread killer = killSoon(child, ring(pipe.reader()));
                try {
                    while (true) {
                        assertIs(pipe.reader().recvBytes(), 0, expected++);
                    }
                } catch (EOFException end) {
                    assertCame(expected, sent.getVolatile(0));
                }
                killer.join();
                child.join();
            }
        }
        report("sender");
    }

    /** All that had been sent, and the one in the middle of which the sender died whole or not at all. */
    private void assertCame(long came, long sent) {
        assertThat(came).as("seed=%d", seed).isBetween(sent, sent + 1);
    }

    @Test
    void letsOtherSendersGoOnWhenOneIsKilled() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (OneWayPipe pipe = Pipe.oneWay();
                    SharedLongArray sent = SharedArray.longs(3)) {
                killOneAfterTheOther(pipe, sent);
            }
        }
        report("one of several senders");
    }

    private void killOneAfterTheOther(OneWayPipe pipe, SharedLongArray sent) throws Exception {
        List<JvmProcess> children = new ArrayList<>();
        List<Thread> killers = new ArrayList<>();
        Connection theirs = pipe.writer();
        for (int i = 0; i < (int) sent.length(); i++) {
            int sender = i;
            children.add(ChaosProcess.start(random, () -> sendForEver(theirs, sender, sent)));
        }
        theirs.close();
        int[] next = new int[children.size()];
        for (int alive = 0; alive < children.size(); alive++) {
            JvmProcess child = children.get(alive);
            // all who are left go on
            int[] before = next.clone();
            for (int i = alive; i < next.length; i++) {
                while (next[i] == before[i]) {
                    receive(pipe.reader(), next);
                }
            }
            for (int more = random.nextInt(200); more > 0; more--) {
                receive(pipe.reader(), next);
            }
            killers.add(killSoon(child, ring(pipe.reader())));
            // so that the ring is not always full when it dies; the last one's end is the end of the pipe
            while (killers.get(alive).isAlive() && alive < children.size() - 1) {
                if (pipe.reader().poll()) {
                    receive(pipe.reader(), next);
                }
            }
        }
        try {
            while (true) {
                receive(pipe.reader(), next);
            }
        } catch (EOFException end) {
            for (int i = 0; i < next.length; i++) {
                killers.get(i).join();
                children.get(i).join();
                assertCame(next[i], sent.getVolatile(i));
            }
        }
    }

    /** What is written to this end goes through it. */
    private static Object ring(Connection reader) throws IOException {
        return ((PipeConnection) reader).checkReadable();
    }

    private void report(String who) {
        System.out.printf("pipe, %s: seed=%d, %s%n", who, seed, killer);
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

    private JvmProcess handingOn(Connection in, Connection out) {
        return ChaosProcess.start(random, () -> {
            try (in;
                    out) {
                while (true) {
                    Connection end = (Connection) in.recv();
                    end.send("hop");
                    out.send(end);
                    end.close();
                }
            } catch (IOException | DecodingException otherHasDied) {
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
            try (Pipe pipe = Pipe.open();
                    SharedLongArray received = SharedArray.longs(1)) {
                Connection theirs = pipe.second();
                Object ring = ring(theirs);
                JvmProcess child = ChaosProcess.start(random, () -> receiveForEver(theirs, received));
                theirs.close();
                // now and then before it has its end
                boolean early = random.nextInt(5) == 0;
                Thread killer = killSoon(child, ring, () -> early || received.getVolatile(0) > 0);
                int sent = 0;
                try {
                    while (true) {
                        pipe.first().sendBytes(message(0, sent++));
                    }
                } catch (IOException broken) {
                    assertThat(broken).as("seed=%d", seed).hasMessageContaining("broken pipe");
                    assertThat(received.getVolatile(0)).as("seed=%d", seed).isLessThanOrEqualTo(sent);
                }
                killer.join();
                child.join();
            }
        }
        report("receiver");
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
                JvmProcess child = ChaosProcess.start(random, () -> reportForEver(theirs, report));
                assertThat(seen.reader().poll(Duration.ofSeconds(60))).isTrue();
                killSoon(child, List.of(ring(theirs), ring(seen.reader()))).join();
                child.join();
                assertReported(seen.reader(), round);
            }
            sender.interrupt();
            sender.join();
        }
        report("one receiver after the other, lost=" + missing);
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

    private Thread killSoon(JvmProcess child, Object rings) {
        return killSoon(child, rings, () -> true);
    }

    /** Kills a moment after something is so, where the child has the lock of a ring if that can be met. */
    private Thread killSoon(JvmProcess child, Object rings, BooleanSupplier ready) {
        long pause = random.nextInt(30);
        int nanos = random.nextInt(1_000_000);
        place = ChaosProcess.placeIn(rings);
        Thread thread = new Thread(() -> {
            try {
                while (!ready.getAsBoolean()) {
                    Thread.sleep(1);
                }
                Thread.sleep(pause, nanos);
                killer.kill(child.pid());
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        return thread;
    }

    private static void receiveForEver(Connection connection, SharedLongArray received) throws Exception {
        for (int i = 0; true; i++) {
            assertIs(connection.recvBytes(), 0, i);
            received.setVolatile(0, i + 1);
        }
    }

    private static void sendForEver(Connection connection, int sender, SharedLongArray sent) throws Exception {
        for (int i = 0; true; i++) {
            connection.sendBytes(message(sender, i));
            sent.setVolatile(sender, i + 1);
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
