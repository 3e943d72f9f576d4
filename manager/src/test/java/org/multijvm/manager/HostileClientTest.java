package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.socket.Client;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.Strings;

/** Somebody who has the key and sends what is no call: random bytes, and calls that were changed. A good client goes on meanwhile; how long it waited is printed. More by {@code -Dmultijvm.hostile.frames=1000000}. */
@Tag("integration")
@Timeout(3000)
class HostileClientTest {
    private static final int FRAMES = Integer.getInteger("multijvm.hostile.frames", 20_000);
    private static final int SLOW_CLIENTS = 200;
    private static final long MOST_LEFT = 64L << 20;

    /** Descriptors that something else may have opened meanwhile, such as the archive of a class. */
    private static final int FEW = 20;

    /** The number of the call behind all others, which no other has. */
    private static final long LAST = 1_000_001;

    private final AuthKey key = AuthKey.random();
    private final Random random = new Random(20261129);
    private static volatile boolean initialized;

    /** What nobody should load, since only bytes name it. */
    static final class Trap implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        static {
            initialized = true;
        }
    }

    /** Of the same form as the trap. */
    static final class Snap implements java.io.Serializable {
        private static final long serialVersionUID = 1;
    }

    /** Comes by a connection of its own, calls all the time, and knows how long it had to wait. */
    private static final class GoodClient extends Thread {
        private final ManagedDict<Integer, Integer> dict;
        private final List<Long> waits = new ArrayList<>();
        private volatile boolean enough;
        private volatile @Nullable Throwable failure;

        GoodClient(ManagedDict<Integer, Integer> dict) {
            this.dict = dict;
        }

        @Override
        public void run() {
            try {
                for (int i = 0; !enough; i++) {
                    long start = System.nanoTime();
                    Integer before = dict.put(i % 100, i);
                    waits.add(System.nanoTime() - start);
                    if (i >= 100 && (before == null || before != i - 100)) {
                        throw new AssertionError("another value came back: " + before);
                    }
                    sleep(1);
                }
            } catch (InterruptedException | RuntimeException | Error e) {
                failure = e;
            }
        }

        void stopAndTell(String what) throws InterruptedException {
            enough = true;
            join();
            assertThat(failure).isNull();
            assertThat(waits).isNotEmpty();
            waits.sort(null);
            System.out.printf(
                    "%s: a good client called %d times and waited %.1f ms at most, %.1f ms in 99 of 100, over 100 ms %d times%n",
                    what,
                    waits.size(),
                    waits.get(waits.size() - 1) / 1e6,
                    waits.get(waits.size() * 99 / 100) / 1e6,
                    waits.stream().filter(each -> each > 100_000_000).count());
        }
    }

    /** Who has the key, and sends what is no call, or a call that nobody means: stored as bytes, refused, or the end of that client. */
    @Test
    void sendsTheServerNoBytesThatHurtIt() throws Exception {
        int ended = 0;
        try (Manager manager = Manager.listen(Address.tcp("127.0.0.1", 0), key);
                Manager owner = Manager.builder().key(key).sharedMemory(false).connect(manager.address())) {
            ManagedDict<Integer, Integer> dict = owner.dict();
            for (int i = 0; i < 300; i++) {
                // the bad one may use what is there, and its calls name the first few
                dict = owner.dict();
            }
            long usedBefore = used();
            int openBefore = descriptors();
            int loadedBefore = classes();
            GoodClient good = new GoodClient(dict);
            good.start();
            long start = System.nanoTime();
            Connection bad = enter(manager.address());
            for (int sent = 0; sent < FRAMES; ) {
                try {
                    // many on the way at once, and one behind them whose answer comes when the server has read them
                    // all, if it still listens
                    for (int i = 1 + random.nextInt(20); i > 0 && sent < FRAMES; i--) {
                        sent++;
                        bad.sendBytes(random.nextInt(20) == 0 ? randomBytes() : changed(call()));
                    }
                    bad.sendBytes(names());
                    while (new In(bad.recvBytes()).readPart().readLong() != LAST) {}
                } catch (IOException end) {
                    ended++;
                    bad.close();
                    bad = enter(manager.address());
                }
            }
            bad.close();
            double seconds = (System.nanoTime() - start) / 1e9;
            good.stopAndTell("hostile calls");
            assertThat(ended).isPositive();
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> manager.inspect().clients() == 2);
            assertThat(manager.inspect().waiting()).isZero();
            // what a client with the key has given a name stays, as it may
            owner.names().forEach(owner::forget);
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> descriptors() <= openBefore + FEW);
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() ->
                            used() - usedBefore < MOST_LEFT && manager.inspect().objects() < 400);
            System.out.printf(
                    "hostile calls: %d in %.1f s, connections ended %d, used before %d MB, after %d MB, descriptors %d and %d, classes loaded since %d%n",
                    FRAMES,
                    seconds,
                    ended,
                    usedBefore >> 20,
                    used() >> 20,
                    openBefore,
                    descriptors(),
                    classes() - loadedBefore);
        }
        assertThat(initialized).isFalse();
    }

    /** Who has no key: handshakes that stop halfway, wrong keys in a flood, rubbish, and clients that say a byte now and then. */
    @Test
    void letsNobodyInWithoutTheKeyAndGoesOnForThoseWhoAre() throws Exception {
        List<SocketChannel> slow = new ArrayList<>();
        int wrongKeys = 0;
        try (Manager manager = Manager.listen(Address.tcp("127.0.0.1", 0), key);
                Manager owner = Manager.builder().key(key).sharedMemory(false).connect(manager.address())) {
            ManagedDict<Integer, Integer> dict = owner.dict();
            int openBefore = descriptors();
            GoodClient good = new GoodClient(dict);
            good.start();
            AuthKey wrong = AuthKey.random();
            int tries = FRAMES / 20;
            for (int i = 0; i < tries; i++) {
                if (slow.size() < SLOW_CLIENTS) {
                    slow.add(open(manager.address()));
                }
                if (i % 4 == 0) {
                    try {
                        Client.connect(manager.address(), wrong).close();
                    } catch (IOException refused) {
                        wrongKeys++;
                    }
                    continue;
                }
                try (SocketChannel channel = open(manager.address())) {
                    channel.write(ByteBuffer.wrap(handshake()));
                } catch (IOException refused) {
                    // while it was writing
                }
            }
            good.stopAndTell("strangers");
            assertThat(wrongKeys).isEqualTo((tries + 3) / 4);
            assertThat(manager.inspect().clients()).isEqualTo(2);
            for (SocketChannel each : slow) {
                each.close();
            }
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> descriptors() <= openBefore + FEW);
            System.out.printf("strangers: %d, with a wrong key %d, slow ones %d%n", tries, wrongKeys, slow.size());
        }
    }

    private static SocketChannel open(Address address) throws IOException {
        Address.Tcp tcp = (Address.Tcp) address;
        return SocketChannel.open(new InetSocketAddress(tcp.host(), tcp.port()));
    }

    /** A whole first message, a part of one, or rubbish. */
    private byte[] handshake() {
        byte[] bytes = new byte[1 + random.nextInt(70)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            byte[] magic = {'M', 'J', 'V', 'M', 1, 1};
            System.arraycopy(magic, 0, bytes, 0, Math.min(magic.length, bytes.length));
        }
        return bytes;
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static int classes() {
        return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private Connection enter(Address address) throws Exception {
        Connection connection = Client.connect(address, key);
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeInt(Hello.MAGIC);
        out.writeInt(Hello.VERSION);
        out.writeLong(1);
        out.writeLong(1);
        out.writeByte(0);
        Strings.write(out, "hostile");
        connection.sendBytes(out.toBytes());
        connection.recvBytes();
        connection.sendBytes(new byte[] {Hello.USES_SOCKET});
        return connection;
    }

    private static byte[] names() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeInt(Long.BYTES + Long.BYTES + 1 + Long.BYTES);
        out.writeLong(LAST);
        out.writeLong(0);
        out.writeByte(Op.NAMES.code());
        out.writeLong(1);
        return out.toBytes();
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A call as a client would send it, of each operation, with a key and a value that name a class. */
    private byte[] call() {
        Op[] all = Op.values();
        Op op;
        do {
            op = all[random.nextInt(all.length)];
        } while (op == Op.SHUT_DOWN);
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeInt(0);
        out.writeLong(random.nextInt(1000));
        out.writeLong(random.nextInt(4));
        out.writeByte(op.code());
        out.writeLong(1);
        List<Object> arguments = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            out.writeByte(random.nextInt(3));
            ValueWriter value = new ValueWriter(Codec.java());
            value.write(List.of("key", i, arguments));
            byte[] bytes = random.nextBoolean() ? value.toBytes() : trap();
            out.writeInt(bytes.length);
            for (byte each : bytes) {
                out.writeByte(each);
            }
        }
        out.buffer().putInt(0, out.buffer().position() - Integer.BYTES);
        return out.toBytes();
    }

    /** A value of the trap's class, by Java serialization: bytes of another class, of which the name was changed. */
    private static byte[] trap() {
        ValueWriter value = new ValueWriter(Codec.java());
        value.write(new Snap());
        byte[] bytes = value.toBytes();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("$Snap");
        return text.replace("$Snap", "$Trap").getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] changed(byte[] bytes) {
        for (int i = random.nextInt(4); i > 0; i--) {
            // not the number of the operation alone: any byte
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        // whatever was changed, nobody means to end the server
        if (bytes.length > 20 && bytes[20] == Op.SHUT_DOWN.code()) {
            bytes[20] = (byte) Op.NAMES.code();
        }
        return bytes;
    }
}
