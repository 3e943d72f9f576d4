package org.multijvm.manager;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;

/** Two clients of a manager's server, by each way of talking. */
final class ManagerObjects implements ObjectPlace {
    private static final List<Manager> ALL = new ArrayList<>();
    private static final Map<Way, List<Manager>> CLIENTS = new EnumMap<>(Way.class);

    /** How the clients talk. */
    enum Way {
        SHARED_MEMORY("shared memory"),
        UNIX_SOCKET("Unix socket"),
        TCP("TCP");

        private final String transport;

        Way(String transport) {
            this.transport = transport;
        }
    }

    private final Way way;

    ManagerObjects(Way way) {
        this.way = way;
    }

    static void open() throws Exception {
        Manager started = opened(Manager.start());
        Manager server =
                opened(Manager.builder().key(AuthKey.random()).trusted(true).listen(Address.tcp("127.0.0.1", 0)));
        CLIENTS.put(Way.SHARED_MEMORY, List.of(started, connect(started, true)));
        CLIENTS.put(Way.UNIX_SOCKET, List.of(connect(started, false), connect(started, false)));
        CLIENTS.put(Way.TCP, List.of(connect(server, false), connect(server, false)));
        CLIENTS.forEach((way, both) -> both.forEach(client -> {
            if (!client.transport().equals(way.transport)) {
                throw new AssertionError("wanted " + way + ": transport=" + client.transport());
            }
        }));
    }

    private static Manager connect(Manager server, boolean sharedMemory) throws Exception {
        return opened(Manager.builder()
                .key(server.key())
                .trusted(true)
                .sharedMemory(sharedMemory)
                .connect(server.address()));
    }

    private static Manager opened(Manager manager) {
        ALL.add(manager);
        return manager;
    }

    /** The clients first, that of a server of its own with it. */
    static void close() {
        for (int i = ALL.size() - 1; i >= 0; i--) {
            ALL.get(i).close();
        }
        ALL.clear();
        CLIENTS.clear();
    }

    /** The first client that talks so. */
    static Manager by(Way way) {
        return both(way).get(0);
    }

    private static List<Manager> both(Way way) {
        return Objects.requireNonNull(CLIENTS.get(way), "not opened");
    }

    @Override
    public ObjectClient one() {
        return ObjectClient.of(by(way));
    }

    @Override
    public ObjectClient other() {
        return ObjectClient.of(both(way).get(1));
    }

    @Override
    public boolean keepsOrder() {
        return true;
    }

    @Override
    public boolean comparesByEquals() {
        return true;
    }

    @Override
    public void awaitWaiting(int calls) {
        Manager manager = by(way);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ObjectsContract.LONG_SECONDS);
        while (manager.inspect().waiting() < calls) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("so many calls should wait: wanted=" + calls);
            }
            Thread.onSpinWait();
        }
    }
}
