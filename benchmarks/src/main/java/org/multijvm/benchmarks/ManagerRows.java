package org.multijvm.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.Manager;
import org.multijvm.pool.ChunkSize;
import org.multijvm.pool.Pool;

/** The figures of managers. What comes back is checked. Servers are JVMs of their own, started with the first row that needs them. */
final class ManagerRows implements AutoCloseable {
    private static final int PUTS = 20_000;
    private static final int PROXIES = 5_000;
    private static final int PAIRS = 10_000;
    private static final int VALUE_BYTES = 100;
    private static final int KEYS = 1_000;

    private @Nullable Manager shared;
    private @Nullable Manager unix;
    private @Nullable Manager tcp;
    private @Nullable Pool clients;
    private @Nullable RedisServer redis;
    private boolean redisMissed;

    List<Row> rows(PythonPeer python) {
        return List.of(
                new Row(
                        "manager.dict_put",
                        "ops/s",
                        Ratio.RATE,
                        () -> put(shared().dict()),
                        python.figure("manager.dict_put")),
                new Row(
                        "manager.dict_put_2_clients",
                        "ops/s",
                        Ratio.RATE,
                        this::twoClients,
                        python.figure("manager.dict_put_2_clients")),
                new Row(
                        "manager.unix",
                        "ops/s",
                        Ratio.RATE,
                        () -> put(unix().dict()),
                        python.figure("manager.dict_put")),
                new Row("manager.tcp", "ops/s", Ratio.RATE, () -> put(tcp().dict()), python.figure("manager.tcp")),
                new Row("manager.proxy", "proxies/s", Ratio.RATE, this::proxies, python.figure("manager.proxy")),
                new Row("manager.vs_redis", "ops/s", Ratio.RATE, this::getAndPut, this::redis));
    }

    private Manager shared() {
        Manager started = shared;
        if (started == null) {
            started = Manager.start();
            shared = started;
        }
        return started;
    }

    private Manager unix() {
        Manager connected = unix;
        if (connected == null) {
            connected = Manager.builder().sharedMemory(false).start();
            unix = connected;
        }
        return connected;
    }

    /** By the socket, although shared memory would do. */
    private Manager tcp() {
        Manager connected = tcp;
        if (connected == null) {
            connected =
                    Manager.builder().key(AuthKey.random()).sharedMemory(false).start(Address.tcp("127.0.0.1", 0));
            tcp = connected;
        }
        return connected;
    }

    private static double put(ManagedDict<Integer, Integer> dict) {
        long start = System.nanoTime();
        fill(dict, 0, PUTS);
        double seconds = (System.nanoTime() - start) / 1e9;
        check(dict, PUTS);
        return PUTS / seconds;
    }

    private static int fill(ManagedDict<Integer, Integer> dict, int base, int count) {
        for (int i = 0; i < count; i++) {
            dict.put(base + i, i);
        }
        return count;
    }

    private static void check(ManagedDict<Integer, Integer> dict, int size) {
        if (dict.size() != size) {
            throw new IllegalStateException("puts are missing: size=" + dict.size() + ", expected=" + size);
        }
        dict.clear();
    }

    private double twoClients() throws InterruptedException {
        Pool pool = clients;
        if (pool == null) {
            pool = Pool.of(2);
            clients = pool;
        }
        ManagedDict<Integer, Integer> dict = shared().dict();
        long start = System.nanoTime();
        pool.map((Integer base) -> fill(dict, base, PUTS / 2), List.of(0, PUTS), ChunkSize.of(1));
        double seconds = (System.nanoTime() - start) / 1e9;
        check(dict, PUTS);
        return PUTS / seconds;
    }

    private double proxies() {
        Manager manager = shared();
        long start = System.nanoTime();
        for (int i = 0; i < PROXIES; i++) {
            manager.dict();
        }
        return PROXIES / ((System.nanoTime() - start) / 1e9);
    }

    private double getAndPut() {
        ManagedDict<String, byte[]> dict = shared().dict();
        byte[] value = new byte[VALUE_BYTES];
        long start = System.nanoTime();
        for (int i = 0; i < PAIRS; i++) {
            String key = "key" + i % KEYS;
            dict.put(key, value);
            if (Objects.requireNonNull(dict.get(key)).length != VALUE_BYTES) {
                throw new IllegalStateException("another value came back");
            }
        }
        return 2 * PAIRS / ((System.nanoTime() - start) / 1e9);
    }

    private double redis() throws IOException, InterruptedException {
        RedisServer server = redis;
        if (server == null && !redisMissed) {
            server = RedisServer.start();
            redis = server;
        }
        if (server == null) {
            redisMissed = true;
            System.err.println("manager.vs_redis has no peer: there is no redis-server");
            return Double.NaN;
        }
        RedisClient client = new RedisClient(server.socket());
        byte[] value = new byte[VALUE_BYTES];
        byte[] set = RedisClient.word("SETRANGE");
        byte[] get = RedisClient.word("GET");
        byte[] zero = RedisClient.word("0");
        long start = System.nanoTime();
        for (int i = 0; i < PAIRS; i++) {
            byte[] key = RedisClient.word("key" + i % KEYS);
            // answers with a number, which this client reads; SET would answer with a status
            client.call(set, key, zero, value);
            if (client.call(get, key).length != VALUE_BYTES) {
                throw new IllegalStateException("another value came back");
            }
        }
        return 2 * PAIRS / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() {
        Pool pool = clients;
        if (pool != null) {
            pool.close();
        }
        for (Manager manager : new Manager[] {shared, unix, tcp}) {
            if (manager != null) {
                manager.close();
            }
        }
        RedisServer server = redis;
        if (server != null) {
            server.close();
        }
    }
}
