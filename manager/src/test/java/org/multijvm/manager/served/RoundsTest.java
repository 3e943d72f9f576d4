package org.multijvm.manager.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.multijvm.manager.served.ScriptedClient.item;
import static org.multijvm.manager.served.ScriptedClient.key;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;

/** Clients by shared memory, of whose threads one alone looks for calls. */
@Tag("integration")
@Timeout(120)
class RoundsTest {
    private static final int CALLS = 5_000;

    private final Server server = ScriptedClient.server();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Pipe> pipes = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        pipes.forEach(Pipe::close);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** A client's end of a pipe whose other end is served as a client's thread does. */
    private final class PipeClient {
        private final Connection connection;
        private long lastNumber;

        PipeClient() throws IOException {
            assertThat(FutexWord.awaitCanWake() || FutexWord.pollingReason().isPresent())
                    .isTrue();
            Pipe pipe = Pipe.open();
            pipes.add(pipe);
            connection = pipe.second();
            Thread thread = new Thread(() -> {
                Session session = new Session(server, pipe.first(), "client");
                server.entered(session);
                session.run();
            });
            thread.start();
            threads.add(thread);
        }

        long send(long object, Op op, Consumer<ValueWriter> arguments) throws Exception {
            ValueWriter out = new ValueWriter(Codec.java());
            ScriptedClient.write(out, ++lastNumber, 1, object, op, arguments);
            connection.sendBytes(out.toBytes());
            return lastNumber;
        }

        /** The answer of the last call, behind its status. */
        In answer() throws Exception {
            In in = new In(connection.recvBytes()).readPart();
            assertThat(in.readLong()).isEqualTo(lastNumber);
            assertThat(in.readByte()).isEqualTo(Hello.DONE);
            return in;
        }

        In call(long object, Op op, Consumer<ValueWriter> arguments) throws Exception {
            send(object, op, arguments);
            return answer();
        }

        long dict() throws Exception {
            return call(0, Op.CREATE, out -> {
                        out.writeByte(Kind.DICT.code());
                        out.writeBytes(new byte[0]);
                    })
                    .readLong();
        }
    }

    /** Puts some, each of which must give what was there. */
    private static void putMany(PipeClient client, int count) throws Exception {
        long dict = client.dict();
        for (int i = 0; i < count; i++) {
            In in = client.call(dict, Op.PUT, key(i % 10, item(i)));
            assertThat(ScriptedClient.value(in)).isEqualTo(i < 10 ? null : i - 10);
        }
    }

    @Test
    void answersEachCallOfManyClients() throws Exception {
        AtomicInteger done = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            PipeClient client = new PipeClient();
            int pauses = i;
            Thread caller = new Thread(() -> {
                try {
                    for (int burst = 0; burst < 5; burst++) {
                        putMany(client, CALLS / 5);
                        // some are quiet in between, and are let go
                        Thread.sleep(pauses);
                    }
                    done.incrementAndGet();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            caller.start();
            callers.add(caller);
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(done).hasValue(6);
    }

    @Test
    void servesOthersWhileOneTakesNoAnswers() throws Exception {
        PipeClient deaf = new PipeClient();
        long dict = deaf.dict();
        deaf.call(dict, Op.PUT, key("k", item("x".repeat(10_000))));
        CountDownLatch full = new CountDownLatch(1);
        Thread asking = new Thread(() -> {
            try {
                for (int i = 0; i < 10_000; i++) {
                    deaf.send(dict, Op.GET, key("k", out -> {}));
                    if (i == 100) {
                        full.countDown();
                    }
                }
            } catch (Exception end) {
                // its pipe is closed when it has been seen that the others are served
            }
        });
        asking.start();
        assertThat(full.await(60, TimeUnit.SECONDS)).isTrue();
        putMany(new PipeClient(), CALLS);
        putMany(new PipeClient(), CALLS);
        deaf.connection.close();
        asking.join();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !threads.get(0).isAlive());
    }

    @Test
    void servesWhatComesInPiecesAndOthersBesides() throws Exception {
        PipeClient large = new PipeClient();
        PipeClient small = new PipeClient();
        long dict = large.dict();
        byte[] value = new byte[3 << 20];
        for (int i = 0; i < 5; i++) {
            large.send(dict, Op.PUT, key(i, item(value)));
            putMany(small, 500);
            assertThat(large.answer().readItemOrNone()).isNull();
            byte[] got = (byte[]) ScriptedClient.value(large.call(dict, Op.GET, key(i, out -> {})));
            assertThat(got).hasSize(value.length);
        }
    }

    @Test
    void servesOthersWhileACallWaitsForAMonitor() throws Exception {
        PipeClient stuck = new PipeClient();
        PipeClient other = new PipeClient();
        PipeClient third = new PipeClient();
        long dict = stuck.dict();
        putMany(other, 100);
        putMany(third, 100);
        synchronized (server.objects().get(dict)) {
            // as if a key's equals did not return
            stuck.send(dict, Op.PUT, key("k", item(1)));
            putMany(other, 1_000);
            putMany(third, 1_000);
            assertThat(stuck.connection.poll(Duration.ZERO)).isFalse();
        }
        assertThat(stuck.answer().readItemOrNone()).isNull();
    }

    @Test
    void endsAClientThatSendsRubbishAndNoOther() throws Exception {
        PipeClient bad = new PipeClient();
        PipeClient good = new PipeClient();
        putMany(good, 100);
        bad.dict();
        bad.connection.sendBytes(new byte[] {100, 0, 0, 0, 1});
        putMany(good, 1_000);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !threads.get(0).isAlive());
        putMany(good, 100);
    }

    @Test
    void freesWhatAClientHasThatEndsWhileOthersCall() throws Exception {
        PipeClient holder = new PipeClient();
        PipeClient waiter = new PipeClient();
        PipeClient busy = new PipeClient();
        Consumer<ValueWriter> named = out -> {
            out.writeByte(Kind.LOCK.code());
            org.multijvm.manager.wire.Strings.write(out, "lock");
        };
        long lock = holder.call(0, Op.CREATE, named).readLong();
        waiter.call(0, Op.CREATE, named);
        holder.call(lock, Op.LOCK_ACQUIRE, out -> {});
        waiter.send(lock, Op.LOCK_ACQUIRE, out -> {});
        putMany(busy, 500);
        holder.connection.close();
        putMany(busy, 500);
        assertThat(waiter.answer().readBoolean()).isTrue();
    }
}
