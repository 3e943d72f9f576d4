package org.multijvm.manager.served;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.socket.Listener;
import org.multijvm.launcher.SessionFolder;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.ObjectTicket;
import org.multijvm.manager.wire.PoolWish;
import org.multijvm.manager.wire.Strings;
import org.multijvm.manager.wire.ValueForm;
import org.multijvm.pool.Pool;
import org.slf4j.LoggerFactory;

/** A manager's server: its doors, its clients, its objects. As an object it has the number 0, and its calls make and find the others. Thread-safe. */
public final class Server extends Served implements AutoCloseable {
    private static final long END_SECONDS = 5;
    private static final long WARN_NANOS = 1_000_000_000;

    private final String id = UUID.randomUUID().toString();
    private final ObjectTable objects = new ObjectTable();
    private final Map<Long, Session> flights = new ConcurrentHashMap<>();
    private final AtomicLong lastFlight = new AtomicLong();
    private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - 2 * WARN_NANOS);
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final List<Door> doors = new ArrayList<>();
    private final Rounds rounds;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<Class<?>, ServedUser.RegisteredType> types = new LinkedHashMap<>();
    private final ValueForm form;
    private final AuthKey key;
    private final boolean runsFunctions;
    /** Where clients are let in; it and the local one are known before anybody can come. */
    private volatile Address address;

    private volatile @Nullable Path localPath;
    private volatile boolean closing;

    /**
     * How a server is to be.
     *
     * @param address where clients find it
     * @param accepted classes that it may make of what clients send, besides plain data; null for all
     * @param runsFunctions whether clients may have it run functions
     * @param types the user's own types: interfaces, and what makes their objects, or null if only other objects return them
     * @param tickets what objects of the manager travel as
     */
    public record Settings(
            Address address,
            AuthKey key,
            @Nullable String accepted,
            boolean runsFunctions,
            Map<Class<?>, ? extends @Nullable Callable<?>> types,
            Class<? extends ObjectTicket> tickets) {}

    /**
     * Opens a server.
     *
     * @throws java.net.BindException if the address cannot be used
     * @throws IllegalArgumentException if the accepted classes are no pattern, or a type is no interface
     */
    public static Server open(Settings settings) throws IOException {
        Server server = new Server(settings, Rounds.forProcessors());
        server.openDoors();
        return server;
    }

    /** One that nobody can enter: its clients are sessions that somebody else makes. */
    static Server withoutDoors(Settings settings, Rounds rounds) {
        return new Server(settings, rounds);
    }

    private Server(Settings settings, Rounds rounds) {
        super(0, Kind.USER);
        form = settings.accepted() == null
                ? ValueForm.trusted()
                : ValueForm.filtered(settings.accepted(), settings.tickets());
        form.ownedBy(this);
        key = settings.key();
        runsFunctions = settings.runsFunctions();
        settings.types().forEach((type, maker) -> types.put(type, ServedUser.RegisteredType.of(type, maker)));
        address = settings.address();
        this.rounds = rounds;
    }

    private void openDoors() throws IOException {
        Listener listener = Listener.builder().key(key).open(address);
        address = listener.address();
        doors.add(new Door(this, listener));
        localPath = address instanceof Address.Unix unix ? unix.path() : openLocally();
        doors.forEach(Thread::start);
    }

    /** Clients of this machine come in by a socket in the session's folder, too, whose owner they can see. */
    private @Nullable Path openLocally() {
        Path path = SessionFolder.current().newPath("manager");
        try {
            doors.add(new Door(this, Listener.builder().key(key).open(Address.unix(path))));
            SessionFolder.deleteAtEnd(path);
            return path;
        } catch (IOException | RuntimeException e) {
            // a path that is too long, or no such sockets: all clients come by TCP
            return null;
        }
    }

    public String id() {
        return id;
    }

    /** What clients must have. */
    public AuthKey key() {
        return key;
    }

    public Address address() {
        return address;
    }

    /** Where clients of this machine, and of this user, are best served. */
    public Address localAddress() {
        Path local = localPath;
        return local == null ? address : Address.unix(local);
    }

    @Nullable
    Path localPath() {
        return localPath;
    }

    boolean runsFunctions() {
        return runsFunctions;
    }

    ValueForm form() {
        return form;
    }

    Rounds rounds() {
        return rounds;
    }

    ObjectTable objects() {
        return objects;
    }

    Map<Long, Session> flights() {
        return flights;
    }

    long nextFlight() {
        return lastFlight.incrementAndGet();
    }

    ServedUser.@Nullable RegisteredType typeOf(Class<?> type) {
        return types.get(type);
    }

    /** Whether to log what a bad client does: once a second, so that a flood of them fills no disk. */
    boolean mayWarn() {
        long now = System.nanoTime();
        long last = lastWarning.get();
        return now - last > WARN_NANOS && lastWarning.compareAndSet(last, now);
    }

    Served enter(LongFunction<Served> maker) {
        return objects.make(Kind.USER, "", maker);
    }

    /** In the thread that serves the client. */
    void entered(Session session) {
        sessions.add(session);
        if (closing) {
            session.close();
        }
    }

    void left(Session session) {
        sessions.remove(session);
    }

    @Override
    void call(Call call) {
        switch (call.op) {
            case CREATE -> create(call);
            case NAMES -> names(call);
            case FORGET -> call.done(forget(call.in.readString()));
            case CLAIM -> claim(call, call.in.readLong(), call.in.readLong());
            case TAKE_OFF -> call.done(call.session.takeOff(objects.get(call.in.readLong())));
            case INSPECT -> inspect(call);
            case SHUT_DOWN -> {
                call.done();
                // not in the thread of a client, for whose end it waits
                Thread ending = new Thread(this::close, "multijvm-manager-end");
                ending.setDaemon(true);
                ending.start();
            }
            default -> throw unknown(call);
        }
    }

    private void create(Call call) {
        Kind kind = Kind.of(call.in.readByte());
        String name = call.in.readString();
        switch (kind) {
            case USER -> createUsers(call, name);
            case POOL -> createPool(call, name);
            default -> give(call, objects.make(kind, name, maker(call, kind)));
        }
    }

    /** Reads what the kind needs at once, and the object is made only if there is none of the name. */
    private LongFunction<Served> maker(Call call, Kind kind) {
        switch (kind) {
            case DICT, SET, NAMESPACE -> {
                return number -> new ServedDict(number, kind);
            }
            case VALUE -> {
                Key key = Key.read(call.in, item -> null);
                Item value = call.readItem();
                return number -> ServedDict.ofOne(number, key, value);
            }
            case LIST, ARRAY -> {
                List<Item> items = call.readItems();
                return number -> new ServedList(number, kind, items);
            }
            case QUEUE, LIFO_QUEUE, PRIORITY_QUEUE, JOINABLE_QUEUE -> {
                int most = call.in.readInt();
                return number -> new ServedQueue(number, kind, most);
            }
            case LOCK, REENTRANT_LOCK -> {
                return number -> new ServedLock(number, kind);
            }
            case CONDITION -> {
                long lock = call.in.readLong();
                if (lock != 0 && !(objects.get(lock) instanceof ServedLock)) {
                    throw new IllegalArgumentException("a condition needs a lock: object=" + objects.get(lock));
                }
                ServedLock of = lock == 0
                        ? (ServedLock)
                                objects.make(Kind.REENTRANT_LOCK, "", n -> new ServedLock(n, Kind.REENTRANT_LOCK))
                        : (ServedLock) objects.get(lock);
                return number -> new ServedCondition(number, of);
            }
            case SEMAPHORE, BOUNDED_SEMAPHORE -> {
                int permits = call.in.readInt();
                return number -> new ServedSemaphore(number, kind, permits);
            }
            case EVENT -> {
                return ServedEvent::new;
            }
            case BARRIER -> {
                int parties = call.in.readInt();
                Item action = call.in.readItemOrNone();
                return number -> new ServedBarrier(number, parties, action == null ? null : call.session.kept(action));
            }
            default -> throw new UnsupportedOperationException("such an object cannot be made: kind=" + kind);
        }
    }

    private void give(Call call, Served served) {
        call.session.grant(served);
        call.done(served.number);
    }

    private void createUsers(Call call, String name) {
        String typeName = call.in.readString();
        ServedUser.RegisteredType type = types.values().stream()
                .filter(each -> each.type().getName().equals(typeName) && each.maker() != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such type is registered: type=" + typeName
                        + ", registered=" + new ByNames(types.keySet())));
        Served there = objects.find(name);
        if (there instanceof ServedUser user && !user.is(type)) {
            throw new IllegalArgumentException(
                    "an object of another type has this name: name=" + name + ", wanted=" + typeName);
        }
        if (there != null) {
            giveNamed(call, Kind.USER, name);
            return;
        }
        call.session.aside(call, () -> {
            // under a name it is made before its turn, so that no code of a user runs in the table
            Object target;
            try {
                target = java.util.Objects.requireNonNull(
                        java.util.Objects.requireNonNull(type.maker()).call(), "the supplier has made null");
            } catch (Exception e) {
                throw Thrower.unchecked(e);
            }
            give(call, objects.make(Kind.USER, name, number -> new ServedUser(number, this, type, target)));
        });
    }

    private void giveNamed(Call call, Kind kind, String name) {
        give(call, objects.make(kind, name, number -> {
            throw new IllegalStateException("the name was let go just now: name=" + name);
        }));
    }

    private void createPool(Call call, String name) {
        Item wish = call.in.readItem();
        call.session.checkRunsFunctions();
        if (objects.find(name) != null) {
            giveNamed(call, Kind.POOL, name);
            return;
        }
        call.session.aside(call, () -> {
            // made before its turn, as an object of a user is
            PoolWish wanted = (PoolWish) java.util.Objects.requireNonNull(call.session.decode(wish));
            Pool pool = wanted.start(thrown ->
                    LoggerFactory.getLogger(Server.class).error("a result is lost: pool={}", wanted.name(), thrown));
            boolean used = false;
            Served made;
            try {
                made = objects.make(Kind.POOL, name, number -> new ServedPool(number, pool, !name.isEmpty()));
                used = made instanceof ServedPool served && served.isOf(pool);
            } finally {
                if (!used) {
                    // another client was first
                    pool.terminate();
                }
            }
            call.session.touches(made);
            if (call.session.hasEnded()) {
                // too late to be among what ends with it
                made.ended(call.session);
            }
            give(call, made);
        });
    }

    private boolean forget(String name) {
        Served named = objects.forget(name);
        if (named != null) {
            named.forgotten();
        }
        return named != null;
    }

    private record ByNames(Set<Class<?>> types) {
        @Override
        public String toString() {
            return types.stream().map(Class::getName).toList().toString();
        }
    }

    private void names(Call call) {
        ValueWriter out = call.answer();
        List<String> names = objects.names();
        out.writeCount(names.size());
        for (String name : names) {
            Strings.write(out, name);
        }
        call.send(out);
    }

    private void claim(Call call, long number, long flight) {
        Served served = objects.get(number);
        call.session.grant(served);
        land(flight);
        call.done();
    }

    /** The ticket of a flight has arrived, or is lost. */
    void land(long flight) {
        Session sender = flights.remove(flight);
        if (sender != null) {
            sender.land(flight);
        }
    }

    private void inspect(Call call) {
        ValueWriter out = call.answer();
        out.writeInt(objects.size());
        out.writeInt(sessions.size());
        out.writeInt(sessions.stream().mapToInt(Session::waitingCalls).sum());
        call.send(out);
    }

    /** Waits until the server has been closed. */
    public void join() throws InterruptedException {
        closed.await();
    }

    /** As {@link #join()}, at most so long; whether it has been. */
    public boolean join(long nanos) throws InterruptedException {
        return closed.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Lets nobody in any more, ends all clients and pools, and returns when the clients' threads have ended; at the latest after 5 s. */
    @Override
    public void close() {
        closing = true;
        doors.forEach(Door::close);
        sessions.forEach(Session::close);
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        while (!sessions.isEmpty() && System.nanoTime() - end < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        objects.names().forEach(this::forget);
        closed.countDown();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
