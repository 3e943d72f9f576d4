package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
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
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.Strings;

/** Somebody who has the key and sends what is no call: random bytes, and calls that were changed. A good client goes on meanwhile. */
@Tag("integration")
@Timeout(600)
class HostileClientTest {
    private static final int FRAMES = Integer.getInteger("multijvm.hostile.frames", 3_000);

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

    @Test
    void sendsTheServerNoBytesThatHurtIt() throws Exception {
        long longest = 0;
        int refused = 0;
        try (Manager manager = Manager.listen(Address.tcp("127.0.0.1", 0), key);
                Manager good = Manager.builder().key(key).sharedMemory(false).connect(manager.address())) {
            ManagedDict<Integer, Integer> dict = good.dict();
            for (int i = 0; i < 300; i++) {
                // the bad one may use what is there, and its calls name the first few
                dict = good.dict();
            }
            Connection bad = enter(manager.address());
            for (int i = 0; i < FRAMES; i++) {
                try {
                    bad.sendBytes(i % 2 == 0 ? randomBytes() : changed(call()));
                    // an answer to this comes when the server has read what stands in front of it, if it still listens
                    bad.sendBytes(names());
                    bad.recvBytes();
                } catch (IOException ended) {
                    refused++;
                    bad.close();
                    bad = enter(manager.address());
                }
                if (i % 100 == 0) {
                    long start = System.nanoTime();
                    assertThat(dict.put(i, i)).isNull();
                    longest = Math.max(longest, System.nanoTime() - start);
                }
            }
            bad.close();
            assertThat(dict).hasSize((FRAMES + 99) / 100);
            assertThat(refused).isPositive();
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> manager.inspect().clients() == 2);
            assertThat(manager.inspect().waiting()).isZero();
        }
        assertThat(initialized).isFalse();
        System.out.println("frames: " + FRAMES + ", connections ended: " + refused + ", longest put of a good client: "
                + longest / 1_000_000 + " ms");
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
        out.writeLong(1);
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
