package org.multijvm.cluster.shared;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.CellKind;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.cluster.shared.cell.States;
import org.multijvm.codec.CannotTravel;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedReentrantLock;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.ManagedList;
import org.multijvm.manager.ManagedSet;
import org.multijvm.manager.Namespace;
import org.multijvm.manager.RemoteValue;
import org.multijvm.manager.handle.LockHandle;
import org.multijvm.manager.handle.ReentrantLockHandle;

/**
 * The objects that the programs of a cluster share, by the same interfaces as those of a {@link org.multijvm.manager.Manager}. Each lies in the memory of two members, and each call is written on both before it returns: the death of one member loses nothing, and what waits goes on.
 *
 * <pre>{@code
 * try (Cluster cluster = Cluster.connect("db7:47500")) {
 *     ManagedDict<String, Integer> counts = cluster.manager().dict("counts");
 *     counts.merge("words", 1, Integer::sum);
 * }
 * }</pre>
 *
 * <p><b>Names.</b> All objects have one, by which each program of the cluster finds them. An object is made where it is first asked for, and stays until {@link #forget}, or until the last member goes. They do not travel, so tasks of a pool, whose JVMs are no
 * programs of the cluster, cannot use them: have tasks return what is to be shared.
 *
 * <p><b>Values</b> are kept as bytes, and members need no class of them. Keys of dicts and elements of sets are compared by bytes, too: texts, boxed numbers, enums, big numbers, times and UUIDs, and records, lists, sets, maps and optionals of
 * these are equal as in a {@code HashMap}; others are refused.
 *
 * <p><b>When a program dies</b> its locks are free, its permits come back, its waiting calls are gone, what it took from joinable queues and has not done is given out again, and barriers that it was to pass break: as soon as the members take it for dead.
 *
 * <p>Calls fail with a {@link org.multijvm.manager.ManagerGoneException} when this program is cut off, or two members were lost at a time and the object with them. Each call is a message or two to another machine: this is for what is coarse. Thread-safe.
 */
@CannotTravel("connect to the cluster there, and find objects by their names")
public final class ClusterManager {
    private static final String CONTENT = "multijvm.content:";
    private static final byte[] NOTHING = {};

    private final Store store;
    private final Cells cells;
    private @Nullable Elements elements;

    private ClusterManager(Store store) {
        this.store = store;
        this.cells = new Cells(store);
    }

    /** For the cluster itself: of a program's node. */
    public static ClusterManager of(Ignite ignite) {
        return new ClusterManager(new Store(ignite));
    }

    /**
     * The dict of a name. It is in no order. {@code compute}, {@code merge} and their like run their function in this JVM, more than once if others change the value meanwhile, and hold nobody up. {@code putAll} is atomic for each 500 entries; {@link ManagedDict#getAll}, {@link ManagedDict#copy} and iteration are many operations.
     */
    public <K, V> ManagedDict<K, V> dict(String name) {
        return content(name, CellKind.DICT);
    }

    /** The set of a name, in no order. */
    public <E> ManagedSet<E> set(String name) {
        return new ClusterSet<>(content(name, CellKind.SET));
    }

    private <K, V> ClusterDict<K, V> content(String name, CellKind kind) {
        Remote remote = remote(name, kind, NOTHING);
        return new ClusterDict<>(remote, store.cache(CONTENT + name, CacheAtomicityMode.TRANSACTIONAL));
    }

    /** The list of a name. It lies as a whole at one place, and each change copies it: for hundreds of elements, not for many thousands. */
    public <E> ManagedList<E> list(String name) {
        return new ClusterList<>(remote(name, CellKind.LIST, made(out -> out.writeCount(0))));
    }

    /** The list of a name, whose length stays; made with these elements. Python's {@code manager.Array}. */
    public <E> ManagedList<E> array(String name, Collection<? extends E> elements) {
        List<E> all = new ArrayList<>(elements);
        return new ClusterList<>(remote(name, CellKind.ARRAY, made(out -> ClusterList.writeAll(out, all))));
    }

    /** The namespace of a name. */
    public Namespace namespace(String name) {
        return new ClusterNamespace(remote(name, CellKind.NAMESPACE, NOTHING));
    }

    /** The single value of a name; made with this one. */
    public <T extends @Nullable Object> RemoteValue<T> value(String name, T initial) {
        byte[] bytes = Remote.bytes(initial);
        return new ClusterValue<>(remote(name, CellKind.VALUE, made(out -> out.writeBytes(bytes))));
    }

    /** The queue of a name, for any number of elements: the oldest comes out first. */
    public <E> ShutdownQueue<E> queue(String name) {
        return queue(name, 0);
    }

    /** The queue of a name; made for so many elements at most, 0 for any number. */
    public <E> ShutdownQueue<E> queue(String name, int maxSize) {
        return queue(name, CellKind.QUEUE, maxSize);
    }

    /** The queue of a name from which the newest element comes out first. */
    public <E> ShutdownQueue<E> lifoQueue(String name) {
        return queue(name, CellKind.LIFO_QUEUE, 0);
    }

    /**
     * The queue of a name that knows whether all that was put into it is done. An element that was taken is in the hand of its program until {@code taskDone}, and of a program that dies it is given out again, before what came later.
     */
    public <E> JoinableQueue<E> joinableQueue(String name) {
        return queue(name, CellKind.JOINABLE_QUEUE, 0);
    }

    private <E> ClusterQueue<E> queue(String name, CellKind kind, int maxSize) {
        if (maxSize < 0) {
            throw new IllegalArgumentException("a queue's most elements are not negative: maxSize=" + maxSize);
        }
        return new ClusterQueue<>(remote(name, kind, made(out -> out.writeInt(maxSize))), elements());
    }

    private synchronized Elements elements() {
        Elements there = elements;
        if (there == null) {
            there = new Elements(store);
            elements = there;
        }
        return there;
    }

    /** The lock of a name. First come, first served. */
    public SharedLock lock(String name) {
        return new LockHandle(new ClusterLock(remote(name, CellKind.LOCK, NOTHING)));
    }

    /** The reentrant lock of a name. First come, first served. */
    public SharedReentrantLock reentrantLock(String name) {
        return new ReentrantLockHandle(new ClusterLock(remote(name, CellKind.REENTRANT_LOCK, NOTHING)));
    }

    /** The condition of a name, with a reentrant lock of its own. A further one of the same lock is made by the lock, for this program alone. */
    public SharedCondition condition(String name) {
        Remote remote = remote(name, CellKind.CONDITION, NOTHING);
        return new ClusterCondition(remote, ClusterCondition.FIRST, new ReentrantLockHandle(new ClusterLock(remote)));
    }

    /** The semaphore of a name; made with so many permits. It may be released more often than it was acquired. */
    public SharedSemaphore semaphore(String name, int permits) {
        return semaphore(name, CellKind.SEMAPHORE, permits);
    }

    /** The semaphore of a name; made with so many permits, and never with more. */
    public SharedSemaphore boundedSemaphore(String name, int permits) {
        return semaphore(name, CellKind.BOUNDED_SEMAPHORE, permits);
    }

    private SharedSemaphore semaphore(String name, CellKind kind, int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("a semaphore is made with 0 permits or more: permits=" + permits);
        }
        return new ClusterSemaphore(remote(name, kind, made(out -> out.writeInt(permits))));
    }

    /** The event of a name. */
    public SharedEvent event(String name) {
        return new ClusterEvent(remote(name, CellKind.EVENT, NOTHING));
    }

    /** The barrier of a name; made for so many parties. */
    public SharedBarrier barrier(String name, int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("a barrier has 1 party or more: parties=" + parties);
        }
        return new ClusterBarrier(remote(name, CellKind.BARRIER, made(out -> out.writeInt(parties))));
    }

    /** The latch of a name; made with this count. */
    public SharedCountDownLatch countDownLatch(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a count is not negative: count=" + count);
        }
        return new ClusterLatch(remote(name, CellKind.LATCH, made(out -> out.writeLong(count))));
    }

    /** All names. A copy, sorted. */
    public Set<String> names() {
        return new TreeSet<>(store.keys(cells.cache()));
    }

    /**
     * Ends the object of a name, for all programs: what waits for it fails, and whoever uses it from now on makes a new one.
     *
     * @return whether there was one
     */
    public boolean forget(String name) {
        byte[] state = store.<byte @Nullable []>await(() -> cells.cache().getAsync(checked(name)));
        if (state == null) {
            return false;
        }
        CellKind kind = States.kind(state);
        if (kind.isQueue()) {
            queue(name, kind, 0).clear();
        }
        boolean there = store.await(() -> cells.cache().removeAsync(name));
        if (there && kind.hasCache()) {
            store.destroy(CONTENT + name);
        }
        return there;
    }

    private Remote remote(String name, CellKind kind, byte[] made) {
        ObjectName object = new ObjectName(checked(name), kind, made);
        cells.call(object, CellOp.CREATE, Cells.NONE);
        return new Remote(cells, object);
    }

    private static byte[] made(Consumer<ValueWriter> arguments) {
        ValueWriter out = new ValueWriter(Codec.java());
        arguments.accept(out);
        return out.toBytes();
    }

    private static String checked(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name has at least one character");
        }
        return name;
    }
}
