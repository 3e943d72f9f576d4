package org.multijvm.ipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.held.MessageCodec;
import org.multijvm.ipc.held.MessageForm;

/**
 * What strangers may send, with the key and without: a good client is served meanwhile, nothing that the bytes name is run, and nothing is left of it. The longest that the good client had to wait is
 * printed. More by {@code -Dmultijvm.hostile.frames=1000000}.
 */
@Tag("stress")
@Timeout(1800)
class HostileSocketTest {
    private static final int FRAMES = Integer.getInteger("multijvm.hostile.frames", 8_000);
    private static final int FRAMES_A_CLIENT = 1_000;
    private static final int SLOW_CLIENTS = 200;
    private static final int MOST_LEFT = 64 << 20;
    private static final AuthKey KEY = AuthKey.random();

    /** What would be run if the bytes could have it. */
    static final class Trap {
        static final Queue<String> SPRUNG = new ConcurrentLinkedQueue<>();

        private Trap() {}

        static int spring(Class<?> by) {
            SPRUNG.add(by.getName());
            return 1;
        }
    }

    /** These are written, and then renamed to those below, which nobody here may touch. */
    enum TwinColour {
        RED
    }

    record TwinPoint(int x) implements Serializable {}

    static final class TwinCall implements SerializableCallable<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer call() {
            return 1;
        }
    }

    static final class TwinBean implements Serializable {
        private static final long serialVersionUID = 1;

        final Date field = new Date(1);
    }

    enum TrapColour {
        RED;

        static final int SPRUNG = Trap.spring(TrapColour.class);
    }

    record TrapPoint(int x) implements Serializable {
        static final int SPRUNG = Trap.spring(TrapPoint.class);
    }

    static final class TrapCall implements SerializableCallable<Integer> {
        private static final long serialVersionUID = 1;
        static final int SPRUNG = Trap.spring(TrapCall.class);

        @Override
        public Integer call() {
            return 1;
        }
    }

    static final class TrapBean implements Serializable {
        private static final long serialVersionUID = 1;
        static final int SPRUNG = Trap.spring(TrapBean.class);

        final Date field = new Date(1);
    }

    /** Serves each client in a thread, as a program does. */
    private static final class Server implements AutoCloseable {
        final AtomicLong values = new AtomicLong();
        final AtomicLong refused = new AtomicLong();
        final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        final Listener listener;

        Server(Listener.Builder builder) throws IOException {
            listener = builder.key(KEY).open(Address.tcp("localhost", 0));
            start(() -> {
                while (true) {
                    Connection client = listener.accept();
                    start(() -> serve(client));
                }
            });
        }

        private void serve(Connection client) throws InterruptedException {
            try (client) {
                while (true) {
                    try {
                        Object value = client.recv();
                        values.incrementAndGet();
                        if (value instanceof String text && text.startsWith("good")) {
                            client.send(text);
                        }
                    } catch (DecodingException e) {
                        refused.incrementAndGet();
                    }
                }
            } catch (IOException theEnd) {
                // of this client
            } catch (RuntimeException | Error e) {
                failures.add(e);
                throw e;
            }
        }

        private interface Action {
            void run() throws IOException, InterruptedException;
        }

        private static void start(Action action) {
            Thread thread = new Thread(() -> {
                try {
                    action.run();
                } catch (IOException | InterruptedException theEnd) {
                    // of the listener
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() {
            listener.close();
        }
    }

    /** Comes, says something, hears it and goes, time and again. */
    private static final class GoodClient extends Thread {
        private final Address address;
        private final Client.Builder builder;
        private volatile boolean enough;
        private int served;
        private long longestNanos;
        private @Nullable Throwable failure;

        GoodClient(Server server, Client.Builder builder) {
            this.address = server.listener.address();
            this.builder = builder.key(KEY);
        }

        @Override
        public void run() {
            try {
                while (!enough) {
                    long start = System.nanoTime();
                    try (Connection connection = builder.connect(address)) {
                        String text = "good " + served;
                        connection.send(text);
                        if (!text.equals(connection.recv())) {
                            throw new AssertionError("another answer: sent=" + text);
                        }
                    }
                    served++;
                    longestNanos = Math.max(longestNanos, System.nanoTime() - start);
                    sleep(1);
                }
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                failure = e;
            }
        }

        void stopAndTell(String what) throws InterruptedException {
            enough = true;
            join();
            assertThat(failure).isNull();
            assertThat(served).isPositive();
            System.out.printf(
                    "%s: a good client came %d times and waited %d ms at most%n",
                    what, served, longestNanos / 1_000_000);
        }
    }

    private static List<byte[]> messages() throws Exception {
        List<Object> values = new ArrayList<>(List.of(
                "text",
                42,
                new ArrayList<>(List.of(1, 2, 3)),
                new HashMap<>(Map.of("a", List.of(1, "b"), "c", Map.of(1, 2))),
                Set.of("x", 1, 2.5),
                new TreeMap<>(Map.of(1, 2)),
                new HashSet<>(Set.of(new HashSet<>(Set.of(1)), new HashSet<>(Set.of(2)))),
                new double[50],
                new Object[] {1, "a", new int[3][3]},
                TwinColour.RED,
                new TwinPoint(1),
                new TwinCall(),
                new TwinBean(),
                TwinBean.class,
                new TwinPoint[2],
                List.of(TwinColour.RED, new TwinPoint(2), new TwinBean()),
                new Date()));
        values.add("x".repeat(300));
        List<byte[]> messages = new ArrayList<>();
        for (Object value : values) {
            MessageForm.trusted()
                    .write(value, (type, bytes, length) -> messages.add(renamed(Arrays.copyOf(bytes, length))));
        }
        return messages;
    }

    /** With Trap in the place of each Twin. */
    private static byte[] renamed(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("$Twin", "$Trap")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] frame(byte[] message) {
        return ByteBuffer.allocate(9 + message.length)
                .put(MessageCodec.VALUE)
                .putLong(message.length)
                .put(message)
                .array();
    }

    private static void mutate(byte[] bytes, Random random) {
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                default -> bytes[at] = (byte) random.nextInt(64);
            }
        }
    }

    private static byte[] anything(List<byte[]> messages, Random random) {
        byte[] message;
        if (random.nextInt(10) == 0) {
            message = new byte[random.nextInt(100)];
            random.nextBytes(message);
        } else {
            message = messages.get(random.nextInt(messages.size())).clone();
            mutate(message, random);
        }
        return message;
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                Thread.yield();
            }
        }
    }

    /** How many descriptors are open; where nothing tells that: none. */
    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Of somebody who has the key: whole messages with rubbish in them, each of which is decoded or refused, and what is no message at all. */
    @Test
    void decodesOrRefusesWhateverHasTheKey() throws Exception {
        List<byte[]> messages = messages();
        Random random = new Random(17);
        try (Server server = new Server(Listener.builder())) {
            Address address = server.listener.address();
            Client.connect(address, KEY).close();
            long usedBefore = used();
            int openBefore = descriptors();
            GoodClient good = new GoodClient(server, Client.builder());
            good.start();
            long start = System.nanoTime();
            long sent = 0;
            for (int left = FRAMES; left > 0; left -= FRAMES_A_CLIENT) {
                try (SocketConnection hostile = (SocketConnection) Client.connect(address, KEY)) {
                    SocketChannel channel = (SocketChannel) hostile.channel();
                    ByteArrayOutputStream frames = new ByteArrayOutputStream();
                    for (int i = Math.min(left, FRAMES_A_CLIENT); i > 0; i--) {
                        frames.writeBytes(frame(anything(messages, random)));
                        sent++;
                    }
                    write(channel, frames.toByteArray());
                    hostile.send("good bye");
                    assertThat(hostile.recv()).as("after all that").isEqualTo("good bye");
                    byte[] wild = frame(anything(messages, random));
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        wild[random.nextInt(9)] = (byte) random.nextInt();
                    }
                    write(channel, Arrays.copyOf(wild, random.nextInt(wild.length)));
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            good.stopAndTell("hostile frames");
            assertThat(server.failures).isEmpty();
            assertThat(server.values.get() + server.refused.get()).isGreaterThanOrEqualTo(sent);
            assertThat(Trap.SPRUNG).isEmpty();
            await().atMost(Duration.ofSeconds(60)).until(() -> descriptors() <= openBefore);
            long usedAfter = used();
            assertThat(usedAfter - usedBefore).isLessThan(MOST_LEFT);
            System.out.printf(
                    "hostile frames: %d in %.1f s, %d refused, %d MB used before, %d MB after%n",
                    sent, seconds, server.refused.get(), usedBefore >> 20, usedAfter >> 20);
        }
    }

    /** Half an answer, one with another key, rubbish, and those who give a byte now and then. */
    @Test
    void servesTheGoodWhileOthersCannotProveTheKey() throws Exception {
        Random random = new Random(18);
        List<SocketChannel> slow = new ArrayList<>();
        try (Server server = new Server(Listener.builder())) {
            Address address = server.listener.address();
            Client.connect(address, KEY).close();
            int openBefore = descriptors();
            GoodClient good = new GoodClient(server, Client.builder());
            good.start();
            byte[] answer = Arrays.copyOf(new byte[] {'M', 'J', 'V', 'M', 1, 1}, 70);
            int tries = FRAMES / 10;
            for (int i = 0; i < tries; i++) {
                dribble(slow, address, i);
                try (SocketChannel channel = SocketChannel.open(Address.socketAddress(address))) {
                    random.nextBytes(random.nextBoolean() ? answer : new byte[0]);
                    if (random.nextBoolean()) {
                        System.arraycopy(new byte[] {'M', 'J', 'V', 'M', 1, 1}, 0, answer, 0, 6);
                    }
                    write(channel, random.nextInt(4) == 0 ? answer : Arrays.copyOf(answer, random.nextInt(70)));
                } catch (IOException refused) {
                    // while it was writing
                }
            }
            good.stopAndTell("truncated handshakes, wrong keys and " + SLOW_CLIENTS + " slow clients");
            for (SocketChannel channel : slow) {
                channel.close();
            }
            assertThat(server.failures).isEmpty();
            assertThat(server.refused).hasValue(0);
            await().atMost(Duration.ofSeconds(60)).until(() -> descriptors() <= openBefore);
        }
    }

    private static void dribble(List<SocketChannel> slow, Address address, int turn) throws IOException {
        if (slow.size() < SLOW_CLIENTS) {
            slow.add(SocketChannel.open(Address.socketAddress(address)));
            return;
        }
        int at = turn % SLOW_CLIENTS;
        try {
            slow.get(at).write(ByteBuffer.wrap(new byte[] {(byte) "MJVM\1\1".charAt(turn / SLOW_CLIENTS % 6)}));
        } catch (IOException dropped) {
            slow.get(at).close();
            slow.set(at, SocketChannel.open(Address.socketAddress(address)));
        }
    }

    /** Hellos of TLS with some bits changed, whole and in part. */
    @Test
    void servesTheGoodWhileOthersSpeakNoTls() throws Exception {
        Random random = new Random(19);
        SSLEngine engine = TlsKeys.withoutKey().createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        byte[] whole = Arrays.copyOf(hello.array(), hello.position());
        List<SocketChannel> left = new ArrayList<>();
        try (Server server = new Server(Listener.builder().tls(TlsKeys.context()))) {
            Address address = server.listener.address();
            Client.Builder tls = Client.builder().key(KEY).tls(TlsKeys.withoutKey());
            tls.connect(address).close();
            int openBefore = descriptors();
            GoodClient good = new GoodClient(server, tls);
            good.start();
            for (int i = 0; i < FRAMES / 20; i++) {
                byte[] bytes = whole.clone();
                mutate(bytes, random);
                try {
                    SocketChannel channel = SocketChannel.open(Address.socketAddress(address));
                    left.add(channel);
                    write(channel, random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                    if (left.size() > SLOW_CLIENTS) {
                        Objects.requireNonNull(left.remove(random.nextInt(SLOW_CLIENTS)))
                                .close();
                    }
                } catch (IOException refused) {
                    // while it was writing
                }
            }
            good.stopAndTell("hellos of TLS that are none");
            for (SocketChannel channel : left) {
                channel.close();
            }
            assertThat(server.failures).isEmpty();
            await().atMost(Duration.ofSeconds(60)).until(() -> descriptors() <= openBefore);
        }
    }
}
