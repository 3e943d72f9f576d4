package org.multijvm.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.CannotTravel;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedReentrantLock;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.manager.link.Batch;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.link.Links;
import org.multijvm.manager.tasks.ManagerEngines;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.Strings;
import org.multijvm.manager.wire.ValueForm;
import org.multijvm.pool.Pool;
import org.multijvm.pool.task.EngineProvider;

/**
 * Objects that live in a server and are used by any number of JVMs, on one machine or several; Python's {@code multiprocessing.Manager} (rules M1 to M16).
 *
 * <pre>{@code
 * try (Manager manager = Manager.start();
 *         Pool pool = Pool.of(4)) {
 *     ManagedDict<String, Integer> counts = manager.dict();
 *     pool.map((String word) -> counts.merge(word, 1, Integer::sum), words);
 *     System.out.println(counts.copy());
 * }
 * }</pre>
 *
 * <p><b>The server</b> is a JVM of its own ({@link #start}), this JVM ({@link #listen}), or a program that runs for ever ({@link ManagerServer}). Who knows its address and its key can {@link #connect}.
 * Nothing that a client sends is decoded before it has proven the key. A client on the server's machine, of the same user, talks by shared memory, others by the socket; {@link #transport} tells.
 *
 * <p><b>Objects</b> are what their local kinds are: a {@code ConcurrentMap}, a {@code List}, a {@code BlockingQueue}, a {@code Lock}. What is given out here is a proxy. It travels: as an argument, captured by a function, through queues and pipes, and
 * inside of other objects of the same manager, where it stays live. An object lives as long as a client has a proxy of it, another object holds it, or it has a name; objects that only hold one another go, too.
 *
 * <p><b>Names.</b> {@code dict("jobs")} makes an object or finds the one of that name, from any client; what it is made with is of no account then. It stays until {@link #forget}.
 *
 * <p><b>When a client dies</b> its locks are free, its permits come back, its waiting calls are gone, what it took from joinable queues and has not done is given out again, barriers that it was to pass break, and the values that it was computing stay as they were. <b>When the server dies</b> all calls fail with a
 * {@link ManagerGoneException}, also those that wait, within some 0.1 s.
 *
 * <p><b>Trust.</b> Clients that come by the network may send plain data of the JDK and what {@link ManagerBuilder#accept} allows; the same holds for what they are sent. A server that was started here, or listens at a path of this machine, trusts its
 * clients with everything. Functions of clients run in a server that trusts them, else in the client.
 *
 * <p>All threads of a JVM share one connection, and none waits for another's call. Thread-safe.
 */
@CannotTravel("send its objects, or connect there by its address and key")
public final class Manager implements AutoCloseable {
    private final Link link;
    private final ServerHandle server;

    Manager(Link link, ServerHandle server) {
        this.link = link;
        this.server = server;
    }

    /**
     * Starts a server in a JVM of its own, for this JVM and those that it gives objects. It ends with {@link #close}, and with this JVM.
     *
     * @throws org.multijvm.launcher.ProcessStartException if the JVM cannot be started
     * @throws UncheckedIOException if the server cannot be reached
     */
    public static Manager start() {
        return builder().start();
    }

    /**
     * Serves from this JVM until {@link #close}.
     *
     * @param address a path, or a port, which is a free one if it is 0
     * @throws java.net.BindException if the address cannot be used
     */
    public static Manager listen(Address address, AuthKey key) throws IOException {
        return builder().key(key).listen(address);
    }

    /**
     * Connects to a server.
     *
     * @throws java.net.ConnectException if nobody listens there
     * @throws org.multijvm.ipc.socket.AuthenticationException if the server has another key
     */
    public static Manager connect(Address address, AuthKey key) throws IOException {
        return builder().key(key).connect(address);
    }

    /** Says more. */
    public static ManagerBuilder builder() {
        return new ManagerBuilder();
    }

    /** A link to a server, by what somebody knows of it. */
    static Link link(Address address, AuthKey key, ValueForm form, boolean sharedMemory) throws IOException {
        try {
            return Links.connect(address, key, form, sharedMemory, ManagerGoneException::new);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting to a manager: address=" + address, e);
        }
    }

    /** Where the server listens. */
    public Address address() {
        return link.address();
    }

    /** The server's key, to be handed to other programs. */
    public AuthKey key() {
        return link.key();
    }

    /** How this JVM talks with the server: {@code shared memory}, {@code Unix socket} or {@code TCP}. */
    public String transport() {
        return link.transport();
    }

    /** A new dict. */
    public <K, V> ManagedDict<K, V> dict() {
        return made(Kind.DICT, "");
    }

    /** The dict of a name. */
    public <K, V> ManagedDict<K, V> dict(String name) {
        return made(Kind.DICT, checked(name));
    }

    /** A new list, empty. */
    public <E> ManagedList<E> list() {
        return list(List.of());
    }

    /** A new list with these elements. */
    public <E> ManagedList<E> list(Collection<? extends E> elements) {
        return cast(Proxies.list(link, Kind.LIST, "", elements));
    }

    /** The list of a name. */
    public <E> ManagedList<E> list(String name) {
        return cast(Proxies.list(link, Kind.LIST, checked(name), List.of()));
    }

    /** A new list whose length stays; Python's {@code manager.Array}. */
    public <E> ManagedList<E> array(Collection<? extends E> elements) {
        return cast(Proxies.list(link, Kind.ARRAY, "", elements));
    }

    /** The list of a name, whose length stays; made with these elements. */
    public <E> ManagedList<E> array(String name, Collection<? extends E> elements) {
        return cast(Proxies.list(link, Kind.ARRAY, checked(name), elements));
    }

    /** A new set. */
    public <E> ManagedSet<E> set() {
        return made(Kind.SET, "");
    }

    /** The set of a name. */
    public <E> ManagedSet<E> set(String name) {
        return made(Kind.SET, checked(name));
    }

    /** A new namespace. */
    public Namespace namespace() {
        return made(Kind.NAMESPACE, "");
    }

    /** The namespace of a name. */
    public Namespace namespace(String name) {
        return made(Kind.NAMESPACE, checked(name));
    }

    /** A new single value. */
    public <T extends @Nullable Object> RemoteValue<T> value(T initial) {
        return cast(Proxies.value(link, "", initial));
    }

    /** The single value of a name; made with this one. */
    public <T extends @Nullable Object> RemoteValue<T> value(String name, T initial) {
        return cast(Proxies.value(link, checked(name), initial));
    }

    /** A new queue for any number of elements: the oldest comes out first. */
    public <E> ShutdownQueue<E> queue() {
        return queue(0);
    }

    /** A new queue for so many elements at most; 0 for any number. */
    public <E> ShutdownQueue<E> queue(int maxSize) {
        return cast(Proxies.number(link, Kind.QUEUE, "", checked(maxSize)));
    }

    /** The queue of a name, for any number of elements. */
    public <E> ShutdownQueue<E> queue(String name) {
        return queue(name, 0);
    }

    /** The queue of a name; made for so many elements at most, 0 for any number. */
    public <E> ShutdownQueue<E> queue(String name, int maxSize) {
        return cast(Proxies.number(link, Kind.QUEUE, checked(name), checked(maxSize)));
    }

    /** A new queue from which the newest element comes out first. */
    public <E> ShutdownQueue<E> lifoQueue() {
        return lifoQueue(0);
    }

    /** A new queue from which the newest element comes out first, for so many elements at most; 0 for any number. */
    public <E> ShutdownQueue<E> lifoQueue(int maxSize) {
        return cast(Proxies.number(link, Kind.LIFO_QUEUE, "", checked(maxSize)));
    }

    /** The queue of a name from which the newest element comes out first. */
    public <E> ShutdownQueue<E> lifoQueue(String name) {
        return cast(Proxies.number(link, Kind.LIFO_QUEUE, checked(name), 0));
    }

    /** A new queue from which the least element comes out first, and of equal ones the oldest. They are compared in the server, by their {@code compareTo}. */
    public <E extends Comparable<? super E>> ShutdownQueue<E> priorityQueue() {
        return priorityQueue(0);
    }

    /** As {@link #priorityQueue()}, for so many elements at most; 0 for any number. */
    public <E extends Comparable<? super E>> ShutdownQueue<E> priorityQueue(int maxSize) {
        return cast(Proxies.number(link, Kind.PRIORITY_QUEUE, "", checked(maxSize)));
    }

    /** The queue of a name from which the least element comes out first. */
    public <E extends Comparable<? super E>> ShutdownQueue<E> priorityQueue(String name) {
        return cast(Proxies.number(link, Kind.PRIORITY_QUEUE, checked(name), 0));
    }

    /**
     * A new queue that knows whether all that was put into it is done. An element that was taken is in the hand of its client until {@code taskDone}, and of a client that ends or is killed it is given out again, before what
     * came later. {@code taskDone} takes out of the hand what the calling thread took first, or, if it has nothing there, what any thread of its JVM did; of a client that has nothing in hand it is refused.
     *
     * <pre>{@code
     * String page = pages.take();
     * render(page);
     * pages.taskDone();
     * }</pre>
     */
    public <E> JoinableQueue<E> joinableQueue() {
        return joinableQueue(0);
    }

    /** As {@link #joinableQueue()}, for so many elements at most; 0 for any number. */
    public <E> JoinableQueue<E> joinableQueue(int maxSize) {
        return cast(Proxies.number(link, Kind.JOINABLE_QUEUE, "", checked(maxSize)));
    }

    /** The joinable queue of a name. */
    public <E> JoinableQueue<E> joinableQueue(String name) {
        return cast(Proxies.number(link, Kind.JOINABLE_QUEUE, checked(name), 0));
    }

    /** A new lock. */
    public SharedLock lock() {
        return made(Kind.LOCK, "");
    }

    /** The lock of a name. */
    public SharedLock lock(String name) {
        return made(Kind.LOCK, checked(name));
    }

    /** A new reentrant lock. */
    public SharedReentrantLock reentrantLock() {
        return made(Kind.REENTRANT_LOCK, "");
    }

    /** The reentrant lock of a name. */
    public SharedReentrantLock reentrantLock(String name) {
        return made(Kind.REENTRANT_LOCK, checked(name));
    }

    /** A new condition with a reentrant lock of its own. A further one of the same lock is made by the lock. */
    public SharedCondition condition() {
        return cast(Proxies.condition(link, "", 0));
    }

    /** The condition of a name, with a reentrant lock of its own. */
    public SharedCondition condition(String name) {
        return cast(Proxies.condition(link, checked(name), 0));
    }

    /** A new semaphore that may be released more often than it was acquired. */
    public SharedSemaphore semaphore(int permits) {
        return cast(Proxies.number(link, Kind.SEMAPHORE, "", checkedPermits(permits)));
    }

    /** The semaphore of a name; made with so many permits. */
    public SharedSemaphore semaphore(String name, int permits) {
        return cast(Proxies.number(link, Kind.SEMAPHORE, checked(name), checkedPermits(permits)));
    }

    /** A new semaphore that never has more permits than these. */
    public SharedSemaphore boundedSemaphore(int permits) {
        return cast(Proxies.number(link, Kind.BOUNDED_SEMAPHORE, "", checkedPermits(permits)));
    }

    /** The semaphore of a name; made with so many permits, and never with more. */
    public SharedSemaphore boundedSemaphore(String name, int permits) {
        return cast(Proxies.number(link, Kind.BOUNDED_SEMAPHORE, checked(name), checkedPermits(permits)));
    }

    /** A new event, not set. */
    public SharedEvent event() {
        return made(Kind.EVENT, "");
    }

    /** The event of a name. */
    public SharedEvent event(String name) {
        return made(Kind.EVENT, checked(name));
    }

    /** A new barrier for so many parties. */
    public SharedBarrier barrier(int parties) {
        return cast(Proxies.barrier(link, "", checkedParties(parties), null));
    }

    /** A new barrier whose action the last party to come runs, in its own JVM. */
    public SharedBarrier barrier(int parties, SerializableRunnable action) {
        return cast(Proxies.barrier(link, "", checkedParties(parties), Objects.requireNonNull(action, "action")));
    }

    /** The barrier of a name; made for so many parties. */
    public SharedBarrier barrier(String name, int parties) {
        return cast(Proxies.barrier(link, checked(name), checkedParties(parties), null));
    }

    /**
     * A new object of a type that the server has registered ({@link ManagerBuilder#register}).
     *
     * @throws IllegalArgumentException if it has not
     */
    public <T> T create(Class<T> type) {
        return Proxies.user(link, type, "");
    }

    /** The object of a name, of a type that the server has registered. */
    public <T> T create(Class<T> type, String name) {
        return Proxies.user(link, type, checked(name));
    }

    /**
     * A pool whose worker JVMs are children of the server and run on its machine; else it is what {@link Pool#of} gives.
     *
     * <pre>{@code
     * try (Pool pool = manager.pool(8)) {
     *     pool.map(Frames::render, frames);
     * }
     * }</pre>
     *
     * <p>Functions, arguments and results travel through the server as bytes; their classes must be on the server's class path, since its workers have that. The server must trust its clients with code. The pool ends with {@link Pool#close}, with this JVM and with the server.
     *
     * @throws UnsupportedOperationException if the server runs no functions of clients
     */
    public Pool pool(int workers) {
        return Pool.builder().on(poolEngine()).workers(workers).start();
    }

    /**
     * The pool of a name; made with so many workers, which all clients share that use it. Each has tasks of its own: what one submits, cancels, closes or terminates is no concern of the others. It stays until {@link #forget}.
     */
    public Pool pool(String name, int workers) {
        return Pool.builder().on(poolEngine(name)).workers(workers).start();
    }

    /**
     * For a pool on the server's machine that is to have more settings than a number of workers: {@code Pool.builder().on(manager.poolEngine())}. Not kept, and so refused by the builder, are settings that mean things of this JVM: {@code jvm} but for heap and flags, {@code codec}, {@code shared}, {@code environment}, {@code
     * crashFolder}, {@code output}, {@code forwardLogging} and {@code debug}. No more may wait for a worker than an eighth of the server's heap.
     */
    public EngineProvider poolEngine() {
        return new ManagerEngines(link, "");
    }

    /** As {@link #poolEngine()}, for the pool of a name. */
    public EngineProvider poolEngine(String name) {
        return new ManagerEngines(link, checked(name));
    }

    /** Calls that are sent together. */
    public Pipeline pipeline() {
        return new Pipeline(new Batch(link));
    }

    /** All names. A copy, sorted. */
    public Set<String> names() {
        return link.ask(0, Op.NAMES, Link.Arguments.NONE, in -> {
            Set<String> names = new TreeSet<>();
            int count = in.readCount(1);
            for (int i = 0; i < count; i++) {
                names.add(in.readString());
            }
            return names;
        });
    }

    /**
     * Lets a name go; its object lives on while somebody has it.
     *
     * @return whether there was one
     */
    public boolean forget(String name) {
        return link.ask(0, Op.FORGET, out -> Strings.write(out, checked(name)), In::readBoolean);
    }

    /** What the server has. */
    public ManagerReport inspect() {
        return link.ask(
                0, Op.INSPECT, Link.Arguments.NONE, in -> new ManagerReport(in.readInt(), in.readInt(), in.readInt()));
    }

    /** Whether the server has gone, or this was closed. */
    public boolean isGone() {
        return link.isGone();
    }

    /** Ends the server, whoever has started it, for all its clients. A second call does nothing. */
    public void shutdown() {
        if (!link.isGone()) {
            try {
                link.ask(0, Op.SHUT_DOWN, Link.Arguments.NONE, in -> true);
            } catch (ManagerGoneException e) {
                // it has ended
            }
        }
        server.close();
    }

    /** Waits until the server of {@link #start} or {@link #listen} has ended; of {@link #connect}, until this JVM's connection has. */
    public void join() throws InterruptedException {
        join(Duration.ofNanos(Long.MAX_VALUE));
    }

    /**
     * As {@link #join()}, at most so long.
     *
     * @return whether it has ended
     */
    public boolean join(Duration limit) throws InterruptedException {
        return server.join(Slices.nanos(limit));
    }

    /** Ends the connection of this JVM, and the server if it was started here or is here. Its objects cannot be used any more. A second call does nothing. */
    @Override
    public void close() {
        if (server.isOurs()) {
            shutdown();
        }
        link.close();
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // as below
    private <T> T made(Kind kind, String name) {
        return cast(Proxies.create(link, kind, name, Link.Arguments.NONE));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the kind says it, and of its contents the user
    private static <T> T cast(Object proxy) {
        return (T) proxy;
    }

    private static String checked(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name has at least one character");
        }
        return name;
    }

    private static int checked(int maxSize) {
        if (maxSize < 0) {
            throw new IllegalArgumentException("a queue's most elements are not negative: maxSize=" + maxSize);
        }
        return maxSize;
    }

    private static int checkedPermits(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("a semaphore is made with 0 permits or more: permits=" + permits);
        }
        return permits;
    }

    private static int checkedParties(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("a barrier has 1 party or more: parties=" + parties);
        }
        return parties;
    }

    @Override
    public String toString() {
        return link.toString();
    }
}
